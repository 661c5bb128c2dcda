package dev.octavo.backend.cuda;

import dev.octavo.gpu.driver.KernelKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Kernels that the build compiled. The index has a line for each: file, symbol, then the kernel as in {@link KernelList}. A jar that was built without CUDA's compiler has an empty one.
 */
final class BundledKernels implements KernelImages {

    private static final String FOLDER = "kernels/";

    private final Map<KernelKey, KernelImage> images = new HashMap<>();

    BundledKernels() {
        for (String line : new String(read(FOLDER + "index.txt"), StandardCharsets.UTF_8).split("\n")) {
            if (!line.isBlank()) {
                String[] words = line.split(" ", 3);
                String file = words[0];
                images.put(KernelList.key(words[2]), new KernelImage(file, () -> read(FOLDER + file), words[1]));
            }
        }
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

    private static byte[] read(String name) {
        try (InputStream in = BundledKernels.class.getResourceAsStream(name)) {
            return in == null ? new byte[0] : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + " of the cuda backend's jar", e);
        }
    }
}
