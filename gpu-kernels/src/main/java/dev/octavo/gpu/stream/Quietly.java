package dev.octavo.gpu.stream;

import dev.octavo.spi.DeviceException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Frees things of a device that may be lost: then freeing fails too, nothing can be done about it, and the loss was reported where it mattered. */
final class Quietly {

    private static final Logger LOG = System.getLogger(Quietly.class.getName());

    private Quietly() {}

    static void run(Runnable freeing) {
        try {
            freeing.run();
        } catch (DeviceException e) {
            LOG.log(Level.DEBUG, "could not be freed", e);
        }
    }
}
