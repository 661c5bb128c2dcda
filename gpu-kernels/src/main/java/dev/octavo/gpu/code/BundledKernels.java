package dev.octavo.gpu.code;

import dev.octavo.gpu.driver.KernelKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Kernels that were compiled into a backend's jar. The index has a line for each: offset and length of the machine code in one file, then the kernel as in {@link KernelList}. A jar that was
 * built without the vendor's compiler has no index.
 */
public final class BundledKernels implements KernelImages {

    /** A file of the jar; null if it has none of this name. The caller closes it. */
    public interface Resources {
        /** Opens {@code index.txt} or {@code kernels.bin}. */
        @Nullable
        InputStream open(String name);
    }

    private static final String INDEX = "index.txt";
    private static final String CODE = "kernels.bin";

    private final Resources resources;
    private final String needs;
    private final Map<KernelKey, KernelImage> images = new HashMap<>();
    private SoftReference<byte[]> code = new SoftReference<>(null);

    /**
     * Reads the index.
     *
     * @param resources where it is
     * @param needs what the code needs to be accepted, for users whose device does not accept it
     */
    public BundledKernels(Resources resources, String needs) {
        this(resources, needs, index(resources));
    }

    /** @param index its text */
    BundledKernels(Resources resources, String needs, String index) {
        this.resources = resources;
        this.needs = needs;
        index.lines().filter(line -> !line.isBlank()).forEach(this::add);
    }

    private void add(String line) {
        String[] words = line.split(" ", 3);
        if (words.length < 3) {
            throw new IllegalArgumentException("\"" + line + "\" is no line of an index of kernels");
        }
        int offset = Integer.parseInt(words[0]);
        int length = Integer.parseInt(words[1]);
        KernelKey key = KernelList.key(words[2]);
        images.put(key, new KernelImage("bundled at " + offset, () -> read(offset, length), key.entry()));
    }

    @Override
    public Optional<KernelImage> find(KernelKey key) {
        return Optional.ofNullable(images.get(key));
    }

    @Override
    public String lack(KernelKey key) {
        if (images.containsKey(key)) {
            return "this jar has it, but not for this GPU's architecture or this driver (needed: " + needs + ")";
        }
        return "it is not among the " + images.size() + " that were compiled into this jar";
    }

    private static String index(Resources resources) {
        try (InputStream in = resources.open(INDEX)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the index of the kernels in a backend's jar", e);
        }
    }

    private byte[] read(int offset, int length) {
        return Arrays.copyOfRange(all(), offset, offset + length);
    }

    /** In a jar it is compressed as a whole, so that skipping takes as long as reading; a model asks for many kernels, one soon after the other. */
    private synchronized byte[] all() {
        byte[] known = code.get();
        if (known != null) {
            return known;
        }
        try (InputStream in = resources.open(CODE)) {
            if (in == null) {
                throw new IllegalStateException("a backend's jar has an index of kernels but no " + CODE);
            }
            byte[] read = in.readAllBytes();
            code = new SoftReference<>(read);
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + CODE + " of a backend's jar", e);
        }
    }
}
