package dev.octavo.runtime.generate;

import dev.octavo.spi.UserException;
import java.nio.file.Path;

/**
 * A disk behind the host memory for KV blocks.
 *
 * @param directory where a folder for them is made that nobody else can read; used by one engine at a time ({@code --kv-offloading-disk-path})
 * @param bytes most bytes of the file ({@code --kv-offloading-disk-size})
 */
public record DiskOffloading(Path directory, long bytes) {

    /** Checks the size. */
    public DiskOffloading {
        if (bytes < 1) {
            throw new UserException("--kv-offloading-disk-size must be above 0, but is " + bytes);
        }
    }
}
