/** What log lines look like. Everything logs through {@link java.lang.System.Logger}; this sets up the JDK's own back end. */
@NullMarked
package dev.octavo.server.logging;

import org.jspecify.annotations.NullMarked;
