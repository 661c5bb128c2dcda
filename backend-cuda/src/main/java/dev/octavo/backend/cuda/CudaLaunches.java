package dev.octavo.backend.cuda;

import dev.octavo.backend.cuda.driver.LaunchBlock;
import dev.octavo.gpu.driver.Launch;

/** How a launch becomes the driver's argument block. */
final class CudaLaunches {

    /** What gridDim.y and gridDim.z can be on every architecture. */
    private static final int MOST_ROWS = 65_535;

    private CudaLaunches() {}

    static void write(Launch launch, LaunchBlock block) {
        for (int i = 0; i < launch.count(); i++) {
            long bits = launch.bits(i);
            boolean buffer = launch.kind(i) == Launch.Kind.BUFFER;
            block.argument(i, buffer ? CudaBuffer.of(launch.buffer(i)).address() + bits : bits);
        }
        block.shape(
                groups(launch, 0, Integer.MAX_VALUE),
                groups(launch, 1, MOST_ROWS),
                groups(launch, 2, MOST_ROWS),
                launch.groupSize(0),
                launch.groupSize(1),
                launch.groupSize(2));
    }

    private static int groups(Launch launch, int dimension, int most) {
        long groups = launch.groups(dimension);
        if (groups > most) {
            throw new IllegalArgumentException(launch.kernel().key() + " is launched with " + groups
                    + " work-groups in dimension " + dimension + ", CUDA has at most " + most);
        }
        return (int) groups;
    }
}
