package dev.octavo.runtime.load;

import dev.octavo.spi.InternalException;
import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * Made-up weights for trying a model's size and speed without its files ({@code --load-format dummy}). A tensor comes into being when it is
 * first required, with the shape asked for, so {@link #names} and {@link #byteSize} tell what was required so far, and {@link #find}
 * finds nothing else: optional tensors are absent. The values depend on seed, name, type and shape alone.
 *
 * <p>Weights of norms (a name with {@code norm} or {@code ln_} before {@code weight}) are 1, all else is uniform around 0 with the spread
 * that keeps the size of activations through a layer, sqrt(3 / last dimension), so that logits differ and nothing overflows. Biases are
 * uniform within 0.001. Large tensors repeat a block of prime length, so that no two rows are equal. Thread-safe.
 */
public final class DummyCheckpoint implements Checkpoint {

    /** A prime: no row length divides it, so rows begin at different places of the block. */
    private static final int BLOCK = 1_048_573;

    private static final double BIAS_SPREAD = 1e-3;
    private static final long ALIGNMENT = 64;

    private final DType dtype;
    private final long seed;
    private final Arena arena = Arena.ofShared();
    private final Map<String, HostTensor> tensors = new ConcurrentHashMap<>();

    /**
     * @param dtype type of all tensors: F32, F16 or BF16
     * @param seed another seed makes other weights
     */
    public DummyCheckpoint(DType dtype, long seed) {
        if (dtype != DType.F32 && dtype != DType.F16 && dtype != DType.BF16) {
            throw new UnsupportedSpecException(
                    "dummy weights cannot be of type " + dtype + "; choose F32, F16 or BF16");
        }
        this.dtype = dtype;
        this.seed = seed;
    }

    @Override
    public Set<String> names() {
        return Set.copyOf(tensors.keySet());
    }

    @Override
    public Optional<HostTensor> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /** Only finds what was required with a shape before. */
    @Override
    public HostTensor require(String name) {
        return find(name)
                .orElseThrow(() -> new InternalException(
                        "dummy weights need a shape: tensor " + BadFile.quote(name) + " was required without one"));
    }

    @Override
    public HostTensor require(String name, long... shape) {
        return Shapes.check(tensors.computeIfAbsent(name, key -> make(key, shape)), "the dummy weights", shape);
    }

    private HostTensor make(String name, long... shape) {
        long count = 1;
        for (long dimension : shape) {
            if (dimension < 0) {
                throw new InternalException(
                        "tensor " + name + " was required with the shape " + Shapes.text(Shapes.list(shape)));
            }
            count = Math.multiplyExact(count, dimension);
        }
        MemorySegment data = allocate(name, Math.multiplyExact(count, (long) dtype.bytes()));
        fill(data, name, Math.toIntExact(Math.min(BLOCK, count)), shape);
        return new HostTensor(name, dtype, Shapes.list(shape), data.asReadOnly());
    }

    private MemorySegment allocate(String name, long bytes) {
        try {
            return arena.allocate(bytes, ALIGNMENT);
        } catch (OutOfMemoryError e) {
            throw new ResourceException(
                    "no memory for the " + bytes + " bytes of dummy tensor " + BadFile.quote(name)
                            + "; choose a smaller model or a narrower --dtype",
                    e);
        }
    }

    private void fill(MemorySegment data, String name, int blockLength, long... shape) {
        float[] block = new float[blockLength];
        boolean norm = name.endsWith("weight") && (name.contains("norm") || name.contains("ln_"));
        double spread = name.endsWith("bias")
                ? BIAS_SPREAD
                : Math.sqrt(3.0 / Math.max(1, shape.length == 0 ? 1 : shape[shape.length - 1]));
        SplittableRandom random = new SplittableRandom((seed * 0x9E3779B97F4A7C15L) ^ hash(name));
        for (int i = 0; i < block.length; i++) {
            block[i] = norm ? 1 : (float) ((2 * random.nextDouble() - 1) * spread);
        }
        long step = Math.multiplyExact((long) block.length, (long) dtype.bytes());
        DTypeConversion.convert(MemorySegment.ofArray(block), DType.F32, data, dtype, block.length);
        for (long at = step; at < data.byteSize(); at += step) {
            long length = Math.min(step, data.byteSize() - at);
            MemorySegment.copy(data, 0, data, at, length);
        }
    }

    private static long hash(String name) {
        CRC32C crc = new CRC32C();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        return (crc.getValue() << 32) | Integer.toUnsignedLong(name.hashCode());
    }

    @Override
    public List<Path> files() {
        return List.of();
    }

    @Override
    public long byteSize() {
        return tensors.values().stream()
                .mapToLong(tensor -> tensor.data().byteSize())
                .sum();
    }

    /** Nothing to read. */
    @Override
    public void prefetch(LoadProgress progress) {
        progress.report("making weights", 0, 0);
    }

    @Override
    public <T> T reading(Supplier<T> action) {
        return action.get();
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
