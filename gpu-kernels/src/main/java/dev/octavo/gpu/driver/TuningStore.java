package dev.octavo.gpu.driver;

import java.util.Optional;

/** What was found out by measuring on this device, with this driver and these kernels. All methods may be called from any thread; none fails. */
public interface TuningStore {

    /** What was kept; nothing keeps a caller from checking it. */
    Optional<String> find(String key);

    /** Keeps a choice for later, as long as that is possible. */
    void keep(String key, String choice);

    /** Whether what is not kept may be measured. */
    boolean measures();
}
