package dev.octavo.backend.rocm.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.octavo.gpu.ffi.Downcalls;
import dev.octavo.gpu.ffi.Libraries;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;

/** What only the stand-in can be told. */
public final class StandInControl {

    private static final int UNCHANGED = -1;
    private static final int FINDING_BYTES = 1024;

    private final SymbolLookup library;

    /** @param file the stand-in */
    public StandInControl(String file) {
        library = Libraries.first(List.of(file));
    }

    /** From now on calls for the device answer with this error; 0 mends it. */
    public void lose(int error) {
        try {
            int ignored = (int)
                    Downcalls.status(library, "octavo_standin_lose", JAVA_INT).invokeExact(error);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** A number that the stand-in answers with. */
    public int number(String function) {
        try {
            return (int) Downcalls.status(library, function).invokeExact();
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** Of rocBLAS: a fault that it has from now on; 0 mends it. */
    public void breakProducts(int fault) {
        try {
            int ignored = (int)
                    Downcalls.status(library, "octavo_standin_break", JAVA_INT).invokeExact(fault);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /**
     * Of a compiler: kernels that include the file are compiled without this text from now on, where it is there for the n-th time.
     *
     * @param text empty: nothing is missing any more
     * @param which n, counted from 0
     */
    public void plant(String file, String text, int which) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) Downcalls.status(library, "octavo_standin_plant", ADDRESS, ADDRESS, JAVA_INT)
                    .invokeExact(arena.allocateFrom(file), arena.allocateFrom(text), which);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** What a strictly compiled kernel had done when one last failed. */
    public String finding() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(FINDING_BYTES);
            int ignored = (int) Downcalls.status(library, "octavo_standin_finding", ADDRESS, JAVA_INT)
                    .invokeExact(text, FINDING_BYTES);
            return text.getString(0);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    private void pose(String architecture, int wave, int version, int start) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) Downcalls.status(library, "octavo_standin_pose", ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT)
                    .invokeExact(arena.allocateFrom(architecture), wave, version, start);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** Another architecture. */
    public void become(String architecture, int wave) {
        pose(architecture, wave, UNCHANGED, UNCHANGED);
    }

    /** Another version of the library. */
    public void becomeVersion(int version) {
        pose("", UNCHANGED, version, UNCHANGED);
    }

    /** What the library answers when it is started. */
    public void startWith(int status) {
        pose("", UNCHANGED, UNCHANGED, status);
    }

    /** As it was. */
    public void reset() {
        pose("gfx1100", 32, 60_443_484, 0);
        lose(0);
    }
}
