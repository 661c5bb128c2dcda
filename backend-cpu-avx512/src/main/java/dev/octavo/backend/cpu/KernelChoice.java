package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.NativeKernels;
import dev.octavo.backend.cpu.ffi.NativeLibrary;
import dev.octavo.backend.cpu.ffi.Variant;
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
    /** C with 256-bit vectors and 8-bit dot products. */
    AVXVNNI,
    /** C with 256-bit vectors. */
    AVX2,
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
            case AUTO -> library.fastest();
            case VECTOR -> Optional.empty();
            case AMX -> required(library, Variant.AMX);
            case AMX_IN_C -> required(library, Variant.AMX_IN_C);
            case AVX512BF16 -> {
                Optional<NativeKernels> dots = library.kernels(Variant.AVX512_DOTS);
                if (dots.isPresent() && dots.get().bf16Pairs().isEmpty()) {
                    throw refusal("this processor has no BF16 dot products");
                }
                yield required(library, Variant.AVX512_DOTS);
            }
            case AVX512 -> required(library, Variant.AVX512);
            case AVXVNNI -> required(library, Variant.AVX_VNNI);
            case AVX2 -> required(library, Variant.AVX2);
        };
    }

    private Optional<NativeKernels> required(NativeLibrary library, Variant variant) {
        Optional<NativeKernels> kernels = library.kernels(variant);
        if (kernels.isEmpty()) {
            throw refusal(library.lack(variant));
        }
        return kernels;
    }

    private UserException refusal(String lack) {
        return new UserException(
                "backend option kernels=" + word() + ": " + lack + "; leave the option out, or set kernels=vector");
    }
}
