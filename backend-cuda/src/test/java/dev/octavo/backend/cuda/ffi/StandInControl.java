package dev.octavo.backend.cuda.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** What only the stand-in can be told. */
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

    @SuppressWarnings("restricted") // The library is a test's own.
    private static void tell(String library, String function, int number) {
        try {
            int ignored = (int) Linker.nativeLinker()
                    .downcallHandle(
                            Libraries.first(List.of(library), Arena.global()).findOrThrow(function),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invokeExact(number);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** What a function without arguments answers. */
    @SuppressWarnings("restricted")
    public static int number(String library, String function) {
        try {
            return (int) Linker.nativeLinker()
                    .downcallHandle(
                            Libraries.first(List.of(library), Arena.global()).findOrThrow(function),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT))
                    .invokeExact();
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }
}
