/** What the wire protocols of the server share: JSON in and out, errors, server-sent events, and the door to chats. */
@NullMarked
package dev.octavo.server.protocol;

import org.jspecify.annotations.NullMarked;
