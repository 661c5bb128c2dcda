/** The only place that reads environment variables and system properties. */
@NullMarked
package dev.octavo.server.config;

import org.jspecify.annotations.NullMarked;
