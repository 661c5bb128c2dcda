package dev.octavo.backend.cpu;

import dev.octavo.spi.UserException;
import java.util.OptionalInt;
import jdk.incubator.vector.VectorShape;

/** How wide vectors are. Kernels are compiled with one width as a constant, so it is one for the process: the first backend that is opened fixes it. */
final class VectorWidth {

    /** Of the whole process. */
    static final VectorWidth PROCESS = new VectorWidth();

    private int bits;
    private boolean fixed;

    /** The machine's preferred width, from 128 to 512 bits. */
    private static int preferred() {
        return Integer.highestOneBit(Math.clamp(VectorShape.preferredShape().vectorBitSize(), 128, 512));
    }

    /**
     * Takes a wish over, if there is one.
     *
     * @throws UserException if the machine has no such vectors, or it is too late
     */
    synchronized void ask(OptionalInt wish) {
        if (wish.isEmpty() || wish.getAsInt() == bits()) {
            return;
        }
        String option = "backend option vector-bits=" + wish.getAsInt() + ": ";
        if (wish.getAsInt() > preferred()) {
            throw new UserException(option + "vectors of this processor have " + preferred() + " bits");
        }
        if (fixed) {
            throw new UserException(option + "kernels of this process have vectors of " + bits
                    + " bits already, those of the first backend that was opened; start another process");
        }
        bits = wish.getAsInt();
    }

    /** The width that kernels have, or would have. */
    synchronized int bits() {
        return bits == 0 ? preferred() : bits;
    }

    /** The width that kernels have from now on. */
    synchronized int fix() {
        bits = bits();
        fixed = true;
        return bits;
    }

    /** For the device list, for example {@code AVX-512 (16 x f32)}. */
    String description() {
        int now = bits();
        boolean avx512 = now == 512 && HostFacts.architecture().equals("amd64");
        return (avx512 ? "AVX-512" : now + "-bit vectors") + " (" + now / Float.SIZE + " x f32)";
    }
}
