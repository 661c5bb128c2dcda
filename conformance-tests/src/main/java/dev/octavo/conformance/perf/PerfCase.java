package dev.octavo.conformance.perf;

import dev.octavo.spi.Backend;
import dev.octavo.spi.Support;
import java.util.List;

/** Something to be timed on a backend. */
public interface PerfCase {

    /** Says everything about the case, as ids of the suite do. */
    String id();

    /** The part of the id before the bracket. */
    default String family() {
        return id().substring(0, id().indexOf('['));
    }

    /** Element types and weight formats, the one that counts most first. */
    List<String> dtypes();

    /** The backend's word about all that is needed. */
    Support support(Backend backend);

    /**
     * Times it: warms up, then repeats until the median is steady or the time for it is over.
     *
     * @throws RuntimeException whatever the backend throws
     */
    Measurement measure(Backend backend);
}
