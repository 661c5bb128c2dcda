package dev.octavo.spi;

import dev.octavo.tensor.DType;
import java.util.Set;

/**
 * What a device is good at. Used for planning and reports only: {@link OpFamily#support} decides about a spec, and the two never contradict each other.
 *
 * @param weightTypes dense weight types that matrix products take
 * @param cacheTypes element types that KV caches can have
 * @param activationType the type in which activations are best kept
 * @param alignment bytes to which tensor offsets should be aligned; unaligned ones are correct, perhaps slower
 * @param maxHeadDim largest head dimension of attention
 * @param unifiedMemory whether device buffers have a host view that costs nothing
 * @param graphCapture whether {@link CommandQueue#capture} gives a graph
 * @param deterministic whether the same commands on the same data give the same bits
 * @param batch what a step's batch must look like
 */
public record Capabilities(
        Set<DType> weightTypes,
        Set<DType> cacheTypes,
        DType activationType,
        int alignment,
        int maxHeadDim,
        boolean unifiedMemory,
        boolean graphCapture,
        boolean deterministic,
        BatchConstraints batch) {

    /** Keeps copies. */
    public Capabilities {
        weightTypes = Set.copyOf(weightTypes);
        cacheTypes = Set.copyOf(cacheTypes);
    }
}
