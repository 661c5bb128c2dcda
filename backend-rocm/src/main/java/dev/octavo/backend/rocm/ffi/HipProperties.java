package dev.octavo.backend.rocm.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.octavo.gpu.ffi.Downcalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The one thing that only {@code hipDeviceProp_t} has: the name of the architecture. The struct grew with HIP 6, which fills the new one by a function of a new name, and keeps the old
 * function for programs of the old one. So which struct is filled follows from the function that is called and from nothing else.
 *
 * @param offset of {@code gcnArchName} in what the function fills
 */
record HipProperties(MethodHandle function, long offset) {

    /** {@code hipDeviceProp_t} of HIP 5: 792 bytes. */
    static final long OFFSET_OF_5 = 396;
    /** {@code hipDeviceProp_tR0600} of HIP 6 and 7: 1472 bytes. */
    static final long OFFSET_OF_6 = 1160;

    private static final int NAME = 256;
    /** More than any version fills. */
    private static final long ROOM = 16 << 10;

    static HipProperties of(SymbolLookup hip) {
        return hip.find("hipGetDevicePropertiesR0600").isPresent()
                ? new HipProperties(
                        Downcalls.status(hip, "hipGetDevicePropertiesR0600", ADDRESS, JAVA_INT), OFFSET_OF_6)
                : new HipProperties(Downcalls.status(hip, "hipGetDeviceProperties", ADDRESS, JAVA_INT), OFFSET_OF_5);
    }

    String architecture(int ordinal, HipErrors errors) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(ROOM, JAVA_INT.byteAlignment() * 4);
            errors.check((int) function.invokeExact(struct, ordinal), "hipGetDeviceProperties");
            byte[] bytes = struct.asSlice(offset, NAME).toArray(JAVA_BYTE);
            int end = 0;
            while (end < NAME && bytes[end] != 0) {
                end++;
            }
            return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }
}
