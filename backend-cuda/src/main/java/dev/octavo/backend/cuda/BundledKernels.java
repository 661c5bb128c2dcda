package dev.octavo.backend.cuda;

import dev.octavo.gpu.driver.KernelKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Kernels that {@code kernels/build} compiled into this jar. The index has a line for each: offset and length of the fatbin in one file, then the kernel as in {@link KernelList}. A jar
 * that was built without CUDA's compiler has no index.
 */
final class BundledKernels implements KernelImages {

    private static final String INDEX = "kernels/index.txt";
    private static final String CODE = "kernels/kernels.bin";

    private final Map<KernelKey, KernelImage> images = new HashMap<>();

    /** Reads the index of this jar. */
    BundledKernels() {
        this(index());
    }

    /** @param index its text */
    BundledKernels(String index) {
        index.lines().filter(line -> !line.isBlank()).forEach(line -> {
            String[] words = line.split(" ", 3);
            if (words.length < 3) {
                throw new IllegalArgumentException("\"" + line + "\" is no line of an index of kernels");
            }
            long offset = Long.parseLong(words[0]);
            int length = Integer.parseInt(words[1]);
            KernelKey key = KernelList.key(words[2]);
            images.put(key, new KernelImage("bundled at " + offset, () -> read(offset, length), key.entry()));
        });
    }

    @Override
    public Optional<KernelImage> find(KernelKey key) {
        return Optional.ofNullable(images.get(key));
    }

    @Override
    public String lack(KernelKey key) {
        if (images.containsKey(key)) {
            return "this jar has it, but not for this GPU's architecture or this driver (needed: CUDA 13, driver 580)";
        }
        return "it is not among the " + images.size() + " that were compiled into this jar";
    }

    private static String index() {
        try (InputStream in = resource(INDEX)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + INDEX + " of the cuda backend's jar", e);
        }
    }

    private static byte[] read(long offset, int length) {
        try (InputStream in = resource(CODE)) {
            if (in == null) {
                throw new IllegalStateException("the cuda backend's jar has an index of kernels but no " + CODE);
            }
            in.skipNBytes(offset);
            return in.readNBytes(length);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + CODE + " of the cuda backend's jar", e);
        }
    }

    private static @Nullable InputStream resource(String name) {
        return BundledKernels.class.getResourceAsStream(name);
    }
}
