package dev.octavo.backend.cuda.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.octavo.gpu.ffi.Downcalls;
import dev.octavo.gpu.ffi.Libraries;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** What only stand-ins can be told. */
public final class StandInControl {

    private static final int FINDING_BYTES = 1024;

    private StandInControl() {}

    /** From now on calls in the present context answer with this error. */
    public static void lose(String library, int error) {
        tell(library, "octavo_standin_lose", error);
    }

    /** From now on the device has this compute capability, times ten. */
    public static void pose(String library, int capability) {
        tell(library, "octavo_standin_pose", capability);
    }

    /** Of cuBLASLt: a fault that it has from now on; 0 mends it. */
    public static void breakProducts(String library, int fault) {
        tell(library, "octavo_standin_break", fault);
    }

    /**
     * Of a compiler: kernels that include the file are compiled without this text from now on, where it is there for the n-th time.
     *
     * @param text empty: nothing is missing any more
     * @param which n, counted from 0
     */
    public static void plant(String compiler, String file, String text, int which) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) Downcalls.status(
                            Libraries.first(List.of(compiler)), "octavo_standin_plant", ADDRESS, ADDRESS, JAVA_INT)
                    .invokeExact(arena.allocateFrom(file), arena.allocateFrom(text), which);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** What a strictly compiled kernel had done when one last failed. */
    public static String finding(String library) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(FINDING_BYTES);
            int ignored = (int)
                    Downcalls.status(Libraries.first(List.of(library)), "octavo_standin_finding", ADDRESS, JAVA_INT)
                            .invokeExact(text, FINDING_BYTES);
            return text.getString(0);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    private static void tell(String library, String function, int number) {
        try {
            int ignored = (int) Downcalls.status(Libraries.first(List.of(library)), function, JAVA_INT)
                    .invokeExact(number);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** What a function without arguments answers. */
    public static int number(String library, String function) {
        try {
            return (int) Downcalls.status(Libraries.first(List.of(library)), function)
                    .invokeExact();
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }
}
