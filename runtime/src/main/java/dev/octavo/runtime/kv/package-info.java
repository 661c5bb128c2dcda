/** KV blocks: who owns which block of the cache, and which blocks hold a prefix that can be shared. */
@NullMarked
package dev.octavo.runtime.kv;

import org.jspecify.annotations.NullMarked;
