/** What the suite reads from the JVM that it runs in. The only package that does. */
@NullMarked
package dev.octavo.conformance.config;

import org.jspecify.annotations.NullMarked;
