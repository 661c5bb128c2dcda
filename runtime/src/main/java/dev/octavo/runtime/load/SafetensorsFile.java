package dev.octavo.runtime.load;

import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.UserException;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One safetensors file, mapped read-only. Everything the header says is checked before it is used, to the verdicts of the reference
 * library (safetensors 0.8), and stricter where that one is lenient by accident: a name that occurs twice, an entry written as a list,
 * more than 64 dimensions, a million tensors or 65,536 characters in a name, and dimensions of 2<sup>63</sup> and above are refused.
 *
 * <p>Thread-safe. A file that is cut while it is mapped does not end the process as long as Java code reads it: the JVM turns the
 * fault into an {@code InternalError}, which the methods here turn into a {@link ResourceException}. Native code that reads the mapping has
 * no such protection, so files of a running model must be replaced by renaming, never written in place.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class SafetensorsFile implements AutoCloseable {

    /** The largest header that the reference accepts, in bytes. */
    public static final long MAX_HEADER_BYTES = 100_000_000;

    private static final int LENGTH_BYTES = Long.BYTES;
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path path;
    private final MappedFile file;
    private final Map<String, TensorEntry> entries;
    private final Map<String, String> metadata;
    private final MemorySegment data;

    private SafetensorsFile(Path path, MappedFile file, Contents contents) {
        this.path = path;
        this.file = file;
        this.entries = Collections.unmodifiableMap(contents.entries);
        this.metadata = Collections.unmodifiableMap(contents.metadata);
        this.data = contents.data;
    }

    /** What a file holds. */
    record Contents(Map<String, TensorEntry> entries, Map<String, String> metadata, MemorySegment data) {}

    /**
     * Opens and checks a file.
     *
     * @throws UserException if the file is missing or is not a sound safetensors file
     * @throws ResourceException if it cannot be read or mapped
     */
    public static SafetensorsFile open(Path path) {
        MappedFile file = MappedFile.open(path);
        try {
            return new SafetensorsFile(path, file, MappedFile.guard(path, () -> read(path, file.bytes())));
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Reads and checks the bytes of a file; {@code path} is for messages. */
    static Contents read(Path path, MemorySegment bytes) {
        if (bytes.byteSize() < LENGTH_BYTES) {
            throw BadFile.damaged(path, "it has " + bytes.byteSize() + " bytes, too few for a header");
        }
        long length = bytes.get(LENGTH, 0);
        if (length < 0 || length > MAX_HEADER_BYTES) {
            throw BadFile.damaged(
                    path,
                    "its header would have " + Long.toUnsignedString(length) + " bytes, more than " + MAX_HEADER_BYTES);
        }
        if (length > bytes.byteSize() - LENGTH_BYTES) {
            throw BadFile.damaged(
                    path, "its header of " + length + " bytes does not fit into the file of " + bytes.byteSize());
        }
        HeaderParser.Header header =
                HeaderParser.parse(path, bytes.asSlice(LENGTH_BYTES, length).toArray(ValueLayout.JAVA_BYTE));
        MemorySegment data = bytes.asSlice(LENGTH_BYTES + length);
        Map<String, TensorEntry> entries = new LinkedHashMap<>();
        for (TensorEntry entry : HeaderLayout.check(path, header.entries(), data.byteSize())) {
            entries.put(entry.name(), entry);
        }
        return new Contents(entries, header.metadata(), data);
    }

    /** Where the file lies. */
    public Path path() {
        return path;
    }

    /** The header's entries by name, in the order of their bytes in the file. Unmodifiable. */
    public Map<String, TensorEntry> entries() {
        return entries;
    }

    /** What the file says about itself; empty if it says nothing. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Bytes of all tensors together. */
    public long byteSize() {
        return data.byteSize();
    }

    /**
     * The tensor of that name, empty if there is none.
     *
     * @throws UnsupportedSpecException if it is there, of a type that Octavo does not compute with
     */
    public Optional<HostTensor> find(String name) {
        return Optional.ofNullable(entries.get(name)).map(this::tensor);
    }

    private HostTensor tensor(TensorEntry entry) {
        DType dtype = entry.type()
                .dtype()
                .orElseThrow(() -> new UnsupportedSpecException(
                        "tensor " + BadFile.quote(entry.name()) + " in " + path + " has the type " + entry.type()
                                + ", which Octavo cannot use; convert the checkpoint to BF16, F16 or F32"));
        return new HostTensor(entry.name(), dtype, entry.shape(), data.asSlice(entry.begin(), entry.byteSize()));
    }

    /**
     * Reads the whole file once, in order, so that later access finds it in the page cache.
     *
     * @param progress told the bytes read of this file
     */
    public void prefetch(LoadProgress progress) {
        long[] done = {0};
        long total = file.bytes().byteSize();
        file.prefetch(count -> progress.report("reading weights", done[0] += count, total));
    }

    /** @throws ResourceException if size, time or identity of the file are not those it was opened with */
    public void verifyUnchanged() {
        file.verifyUnchanged();
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
