/** What routers may know of an engine's prefix cache. */
@NullMarked
package dev.octavo.runtime.kv.event;

import org.jspecify.annotations.NullMarked;
