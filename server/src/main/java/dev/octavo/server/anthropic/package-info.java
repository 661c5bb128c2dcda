/** Anthropic's Messages API: requests said in the terms of a chat, answers, event streams and errors in Anthropic's form. */
@NullMarked
package dev.octavo.server.anthropic;

import org.jspecify.annotations.NullMarked;
