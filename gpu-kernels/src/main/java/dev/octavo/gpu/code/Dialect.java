package dev.octavo.gpu.code;

/**
 * How a vendor's compiler takes kernels.
 *
 * @param compiler its name, for messages
 * @param header the vendor's header, without its suffix, below {@code dev/octavo/gpu/kernels}
 * @param suffix of source files
 * @param loader what takes machine code, for messages
 */
public record Dialect(String compiler, String header, String suffix, String loader) {}
