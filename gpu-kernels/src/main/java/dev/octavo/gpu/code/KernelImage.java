package dev.octavo.gpu.code;

import java.util.function.Supplier;

/**
 * Machine code with kernels in it.
 *
 * @param name names the code: equal names, equal code
 * @param code read when it is first needed
 * @param symbol the kernel that was asked for
 */
public record KernelImage(String name, Supplier<byte[]> code, String symbol) {}
