/** What watches over requests and the engine while they run: deadlines, request logs, spans, figures in the log, and a watchdog. */
@NullMarked
package dev.octavo.server.serving;

import org.jspecify.annotations.NullMarked;
