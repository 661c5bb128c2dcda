package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.NativeLibrary;
import org.jspecify.annotations.Nullable;

/** The kernels in C, loaded when they are first asked for, and once: what is loaded stays for the life of the process. */
final class KernelLibrary {

    /** The process's. */
    static final KernelLibrary PROCESS = new KernelLibrary();

    private @Nullable NativeLibrary library;

    private KernelLibrary() {}

    /** The library, or why there is none. */
    synchronized NativeLibrary get() {
        NativeLibrary loaded = library;
        if (loaded == null) {
            loaded = NativeLibrary.load(HostFacts.operatingSystem(), HostFacts.architecture());
            library = loaded;
        }
        return loaded;
    }
}
