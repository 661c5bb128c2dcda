package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.NativeKernels;
import dev.octavo.backend.cpu.ffi.NativeLibrary;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.UserException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which kernels multiply matrices and compute attention. */
enum KernelChoice {
    /** The fastest that this processor and this jar have. */
    AUTO,
    /** C with the processor's matrix unit. */
    AMX,
    /** The same with a matrix unit in plain C: slow, to test what uses one. */
    AMX_IN_C,
    /** C with BF16 dot products. */
    AVX512BF16,
    /** C with f32 arithmetic. */
    AVX512,
    /** The Vector API alone. */
    VECTOR;

    static KernelChoice from(BackendOptions options) {
        String text = options.text("kernels").orElse("auto");
        return Arrays.stream(values())
                .filter(choice -> choice.word().equals(text))
                .findFirst()
                .orElseThrow(() -> new UserException("backend option kernels=" + text + " is none of "
                        + Arrays.stream(values()).map(KernelChoice::word).collect(Collectors.joining(", "))));
    }

    /** As users write it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The kernels in C to be used, if any.
     *
     * @throws UserException if those that were asked for are not to be had
     */
    Optional<NativeKernels> of(NativeLibrary library) {
        return switch (this) {
            case AUTO -> library.kernels();
            case VECTOR -> Optional.empty();
            case AMX -> required(library.matrices(), library.lack());
            case AMX_IN_C -> required(library.matricesInC(), library.lack());
            case AVX512BF16 ->
                required(
                        library.vectors().filter(kernels -> kernels.bf16Pairs().isPresent()),
                        library.vectors().isEmpty() ? library.lack() : "this processor has no BF16 dot products");
            case AVX512 -> required(library.vectors().map(NativeKernels::plain), library.lack());
        };
    }

    private Optional<NativeKernels> required(Optional<NativeKernels> kernels, String lack) {
        if (kernels.isEmpty()) {
            throw new UserException(
                    "backend option kernels=" + word() + ": " + lack + "; leave the option out, or set kernels=vector");
        }
        return kernels;
    }
}
