package dev.octavo.gpu.code;

import dev.octavo.gpu.driver.KernelKey;
import java.util.Optional;

/** Where machine code comes from. */
public interface KernelImages {

    /**
     * The code with a kernel; empty if this source has none.
     *
     * @throws dev.octavo.spi.DeviceException if there should be one but it cannot be made
     */
    Optional<KernelImage> find(KernelKey key);

    /** Why this source had none, or none for the device, for a user. */
    String lack(KernelKey key);
}
