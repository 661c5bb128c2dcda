package dev.octavo.backend.rocm;

import dev.octavo.gpu.code.BundledKernels;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Code objects in this jar, a folder for each processor; {@code kernels/build} makes them. A build without clang has none. */
final class BundledTargets {

    private BundledTargets() {}

    /** Whether the jar has code for a processor. */
    static boolean has(GfxTarget target) {
        try (InputStream index = open(target, "index.txt")) {
            return index != null;
        } catch (IOException e) {
            throw new UncheckedIOException("the rocm backend's jar cannot be read", e);
        }
    }

    /** The kernels for a processor; there may be none. */
    static BundledKernels of(GfxTarget target) {
        return new BundledKernels(name -> open(target, name), "code for " + target.processor());
    }

    private static @Nullable InputStream open(GfxTarget target, String name) {
        return BundledTargets.class.getResourceAsStream("kernels/" + target.processor() + "/" + name);
    }
}
