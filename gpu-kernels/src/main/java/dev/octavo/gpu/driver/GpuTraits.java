package dev.octavo.gpu.driver;

/**
 * What operators choose their kernels and launch shapes by. Numbers are asked of the device, never assumed.
 *
 * @param cores compute units (multiprocessors)
 * @param maxGroupSize most work-items (threads) of a work-group (block)
 * @param localBytes local (shared) memory of a work-group
 * @param subGroupSize work-items that run in lockstep and can exchange values without local memory; 1 where the device has none or the binding cannot use them
 * @param vectors whether one work-item is best given wide vectors of its own and local memory is no faster than global memory, as on a processor; false on GPUs
 * @param halfArithmetic whether kernels may compute in f16; storing f16 is always possible
 * @param maxAllocation most bytes of one allocation
 * @param alignment bytes to which tensors are best aligned
 * @param hostUnified whether device memory is the host's, so that buffers have a host view that costs nothing
 * @param deterministic whether the same kernels on the same data give the same bits
 */
public record GpuTraits(
        int cores,
        int maxGroupSize,
        long localBytes,
        int subGroupSize,
        boolean vectors,
        boolean halfArithmetic,
        long maxAllocation,
        int alignment,
        boolean hostUnified,
        boolean deterministic) {}
