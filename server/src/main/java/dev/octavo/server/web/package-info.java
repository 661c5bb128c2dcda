/** The web page of the server: a chat, and a view of the engine. */
@NullMarked
package dev.octavo.server.web;

import org.jspecify.annotations.NullMarked;
