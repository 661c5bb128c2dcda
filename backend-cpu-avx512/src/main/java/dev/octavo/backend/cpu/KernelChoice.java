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

    private String word() {
        return name().toLowerCase(Locale.ROOT);
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
            case AVX512 -> Optional.of(required(library).plain());
            case AVX512BF16 -> {
                NativeKernels kernels = required(library);
                if (kernels.bf16Pairs().isEmpty()) {
                    throw new UserException(unavailable("this processor has no BF16 dot products"));
                }
                yield Optional.of(kernels);
            }
        };
    }

    private NativeKernels required(NativeLibrary library) {
        return library.kernels().orElseThrow(() -> new UserException(unavailable(library.lack())));
    }

    private String unavailable(String why) {
        return "backend option kernels=" + word() + ": " + why + "; leave the option out, or set kernels=vector";
    }
}
