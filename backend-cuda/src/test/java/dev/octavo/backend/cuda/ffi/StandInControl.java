package dev.octavo.backend.cuda.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.octavo.gpu.ffi.Downcalls;
import dev.octavo.gpu.ffi.Libraries;
import java.util.List;

/** What only stand-ins can be told. */
public final class StandInControl {

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
