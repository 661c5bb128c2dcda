package dev.octavo.runtime.load;

import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.UserException;
import dev.octavo.tensor.BlockType;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * One GGUF file of version 2 or 3, mapped read-only. Everything its head says is checked against the file before it is used. Thread-safe; what {@link SafetensorsFile} says
 * about files that change goes for this, too.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">the format</a>
 */
public final class GgufFile implements AutoCloseable {

    private static final String ALIGNMENT = "general.alignment";
    private static final int DEFAULT_ALIGNMENT = 32;
    private static final int MAX_ALIGNMENT = 1 << 20;

    private final Path path;
    private final MappedFile file;
    private final Contents contents;

    private GgufFile(Path path, MappedFile file, Contents contents) {
        this.path = path;
        this.file = file;
        this.contents = contents;
    }

    /** What a file holds. */
    record Contents(GgufMetadata metadata, Map<String, GgufTensor> tensors, MemorySegment data) {}

    /**
     * Opens and checks a file.
     *
     * @throws UserException if the file is missing or is not a sound GGUF file
     * @throws UnsupportedSpecException if it has another version or byte order, or a tensor of an unknown type
     * @throws ResourceException if it cannot be read or mapped
     */
    public static GgufFile open(Path path) {
        MappedFile file = MappedFile.open(path);
        try {
            return new GgufFile(path, file, MappedFile.guard(path, () -> read(path, file.bytes())));
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Reads and checks the bytes of a file; {@code path} is for messages. */
    static Contents read(Path path, MemorySegment bytes) {
        GgufParser.Head head = GgufParser.parse(path, bytes);
        GgufMetadata metadata = new GgufMetadata(path, head.metadata());
        long alignment = metadata.int32(ALIGNMENT, 1, MAX_ALIGNMENT).orElse(DEFAULT_ALIGNMENT);
        if (Long.bitCount(alignment) != 1) {
            throw BadFile.damagedGguf(path, ALIGNMENT + " is " + alignment + ", which is no power of two");
        }
        long start = Math.ceilDiv(head.end(), alignment) * alignment;
        MemorySegment data = start >= bytes.byteSize() ? bytes.asSlice(bytes.byteSize()) : bytes.asSlice(start);
        return new Contents(
                metadata, GgufLayout.check(path, head.tensors(), alignment, data.byteSize()), data.asReadOnly());
    }

    /** Where the file lies. */
    public Path path() {
        return path;
    }

    /** What it says about its model. */
    public GgufMetadata metadata() {
        return contents.metadata();
    }

    /** Its tensors by name, in the order of their bytes. Unmodifiable. */
    Map<String, GgufTensor> tensors() {
        return Collections.unmodifiableMap(contents.tensors());
    }

    /** Bytes of all tensors together. */
    long byteSize() {
        return contents.tensors().values().stream()
                .mapToLong(GgufTensor::byteSize)
                .sum();
    }

    /**
     * The tensor of that name, empty if there is none.
     *
     * @throws UnsupportedSpecException if it is there, of a type that Octavo does not compute with
     */
    Optional<HostTensor> find(String name) {
        return Optional.ofNullable(contents.tensors().get(name)).map(this::tensor);
    }

    private HostTensor tensor(GgufTensor tensor) {
        MemorySegment bytes = contents.data().asSlice(tensor.begin(), tensor.byteSize());
        if (tensor.type().dtype().isPresent()) {
            return new HostTensor(tensor.name(), tensor.type().dtype().get(), tensor.shape(), bytes);
        }
        BlockType block = tensor.type()
                .block()
                .orElseThrow(() -> new UnsupportedSpecException("tensor " + BadFile.quote(tensor.name()) + " in "
                        + path + " has the type " + tensor.type() + ", which Octavo cannot use; use a file with F32,"
                        + " F16, BF16 or one of " + Arrays.toString(BlockType.values())));
        return HostTensor.blocked(tensor.name(), block, tensor.shape(), bytes);
    }

    MappedFile mapped() {
        return file;
    }

    /** Unmaps the file; every tensor taken from it becomes invalid. */
    @Override
    public void close() {
        file.close();
    }
}
