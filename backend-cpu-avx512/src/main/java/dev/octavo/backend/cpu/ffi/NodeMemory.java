package dev.octavo.backend.cpu.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.spi.InternalException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/** Which memory node pages lie on: the system call {@code mbind}. Containers often forbid it; then a page lies where it is first written. */
public final class NodeMemory {

    private static final int PREFERRED = 1;
    private static final int INTERLEAVE = 3;

    /** Pages that were touched already move too. */
    private static final int MOVE = 2;

    private static final long PAGE = 4096;
    private static final int MASK_BITS = 1024;

    private final MethodHandle call;
    private final long number;

    @SuppressWarnings("restricted") // The signature is that of mbind, behind the number of the call.
    private NodeMemory(MemorySegment function, long number) {
        this.number = number;
        MemoryLayout[] arguments = {JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT};
        call = Linker.nativeLinker()
                .downcallHandle(
                        function, FunctionDescriptor.of(JAVA_LONG, arguments), Linker.Option.firstVariadicArg(1));
    }

    /**
     * What this system has; empty where it is unknown or native access is forbidden.
     *
     * @param operatingSystem the JVM's name of it
     * @param architecture the JVM's name of it
     */
    public static Optional<NodeMemory> of(String operatingSystem, String architecture) {
        long number = switch (operatingSystem + " " + architecture) {
            case "Linux amd64" -> 237;
            case "Linux aarch64" -> 235;
            default -> 0;
        };
        if (number == 0) {
            return Optional.empty();
        }
        try {
            return Linker.nativeLinker().defaultLookup().find("syscall").map(found -> new NodeMemory(found, number));
        } catch (RuntimeException | LinkageError e) {
            return Optional.empty();
        }
    }

    /** Puts the whole pages of a segment on a node as long as it has room. Returns whether the system allowed it. */
    public boolean prefer(MemorySegment segment, int node) {
        return bind(segment, PREFERRED, List.of(node));
    }

    /** Puts the whole pages of a segment on several nodes in turn. Returns whether the system allowed it. */
    public boolean interleave(MemorySegment segment, List<Integer> nodes) {
        return bind(segment, INTERLEAVE, nodes);
    }

    private boolean bind(MemorySegment segment, int policy, List<Integer> nodes) {
        long before = -segment.address() & (PAGE - 1);
        long bytes = (segment.byteSize() - before) / PAGE * PAGE;
        if (bytes <= 0) {
            return true;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BITS / 8, Long.BYTES);
            for (int node : nodes) {
                mask.setAtIndex(JAVA_LONG, node / 64, mask.getAtIndex(JAVA_LONG, node / 64) | 1L << node % 64);
            }
            return invoke(segment.asSlice(before, bytes), bytes, policy, mask) == 0;
        }
    }

    private long invoke(MemorySegment pages, long bytes, int policy, MemorySegment mask) {
        try {
            // The kernel takes one bit less than it is told.
            return (long) call.invokeExact(number, pages, bytes, policy, mask, MASK_BITS + 1L, MOVE);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new InternalException("a native function cannot throw a checked exception", e);
        }
    }
}
