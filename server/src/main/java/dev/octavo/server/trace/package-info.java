/** One OpenTelemetry span for each generation, sent by OTLP over HTTP. Never in a request's way. */
@NullMarked
package dev.octavo.server.trace;

import org.jspecify.annotations.NullMarked;
