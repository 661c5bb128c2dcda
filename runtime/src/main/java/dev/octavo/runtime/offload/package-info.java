/** Host memory as a second tier behind a device's KV blocks. */
@NullMarked
package dev.octavo.runtime.offload;

import org.jspecify.annotations.NullMarked;
