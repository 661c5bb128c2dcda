package dev.octavo.gpu.stream;

import dev.octavo.gpu.driver.Launch;

/** How a launch becomes the library's argument block. */
final class LaunchWriter {

    private LaunchWriter() {}

    static void write(Launch launch, LaunchBlock block, LaunchLimits limits) {
        for (int i = 0; i < launch.count(); i++) {
            long bits = launch.bits(i);
            boolean buffer = launch.kind(i) == Launch.Kind.BUFFER;
            block.argument(i, buffer ? AddressedBuffer.of(launch.buffer(i)).address() + bits : bits);
        }
        block.localBytes(ModuleKernel.of(launch.kernel()).localBytes());
        block.shape(
                groups(launch, 0, limits),
                groups(launch, 1, limits),
                groups(launch, 2, limits),
                launch.groupSize(0),
                launch.groupSize(1),
                launch.groupSize(2));
    }

    private static int groups(Launch launch, int dimension, LaunchLimits limits) {
        long groups = launch.groups(dimension);
        if (groups > limits.groups(dimension) || groups * launch.groupSize(dimension) > limits.items()) {
            throw new IllegalArgumentException(launch.kernel().key() + " is launched with " + groups
                    + " work-groups of " + launch.groupSize(dimension) + " in dimension " + dimension + ", "
                    + limits.api() + " has at most " + limits.groups(dimension) + " and " + limits.items()
                    + " work-items");
        }
        return (int) groups;
    }
}
