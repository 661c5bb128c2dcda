package dev.octavo.runtime.load;

import dev.octavo.spi.UserException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes one safetensors file: collect tensors, then {@link #write}. Tensors are laid out as the reference does, larger elements first and
 * by name within a size, after a header padded to 8 bytes, so that all data is aligned. Not thread-safe.
 */
public final class SafetensorsWriter {

    private static final int ALIGNMENT = 8;
    private static final int WRITE_CHUNK = 4 << 20;

    private record Pending(String name, StoredType type, List<Long> shape, MemorySegment data) {}

    private final Map<String, Pending> tensors = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /** An empty file. */
    public SafetensorsWriter() {}

    /** Adds a line of metadata. */
    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /** Adds a tensor; its data is read when the file is written. */
    public SafetensorsWriter add(HostTensor tensor) {
        return add(tensor.name(), StoredType.of(tensor.dtype()), tensor.shape(), tensor.data());
    }

    /**
     * Adds a tensor; its data is read when the file is written.
     *
     * @throws UserException if the name is taken, or the data has not the size that shape and type ask for
     */
    public SafetensorsWriter add(String name, StoredType type, List<Long> shape, MemorySegment data) {
        if (name.equals("__metadata__")) {
            throw new UserException("a tensor cannot be called __metadata__; choose another name");
        }
        Path nowhere = Path.of("(being written)");
        HeaderLayout.check(nowhere, List.of(new TensorEntry(name, type, shape, 0, data.byteSize())), data.byteSize());
        if (tensors.putIfAbsent(name, new Pending(name, type, List.copyOf(shape), data)) != null) {
            throw new UserException("tensor " + BadFile.quote(name) + " was added twice; each name may occur once");
        }
        return this;
    }

    /**
     * Writes the file under a temporary name beside {@code path}, then renames it, so that no reader sees half a file.
     *
     * @throws dev.octavo.spi.ResourceException if it cannot be written
     */
    public void write(Path path) {
        List<Pending> ordered = new ArrayList<>(tensors.values());
        ordered.sort(
                (a, b) -> a.type.bits() == b.type.bits() ? a.name.compareTo(b.name) : b.type.bits() - a.type.bits());
        byte[] header = header(ordered);
        Path part = path.resolveSibling(path.getFileName() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                writeFully(
                        channel,
                        ByteBuffer.allocate(Long.BYTES)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putLong(0, header.length));
                writeFully(channel, ByteBuffer.wrap(header));
                for (Pending tensor : ordered) {
                    write(channel, tensor.data);
                }
            }
            Files.move(part, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw BadFile.unwritable(path, e);
        }
    }

    private byte[] header(List<Pending> ordered) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode node = root.putObject("__metadata__");
            metadata.forEach(node::put);
        }
        long begin = 0;
        for (Pending tensor : ordered) {
            ObjectNode node = root.putObject(tensor.name);
            node.put("dtype", tensor.type.name());
            tensor.shape.forEach(node.putArray("shape")::add);
            long end = begin + tensor.data.byteSize();
            node.putArray("data_offsets").add(begin).add(end);
            begin = end;
        }
        String json = root.toString();
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        return (json + " ".repeat(Math.floorMod(-length, ALIGNMENT))).getBytes(StandardCharsets.UTF_8);
    }

    /** Through a buffer, because data may lie in an array of any type. */
    private static void write(FileChannel channel, MemorySegment data) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(WRITE_CHUNK, data.byteSize()));
        for (long at = 0; at < data.byteSize(); at += WRITE_CHUNK) {
            chunk.clear().limit((int) Math.min(WRITE_CHUNK, data.byteSize() - at));
            MemorySegment.ofBuffer(chunk).copyFrom(data.asSlice(at, chunk.limit()));
            writeFully(channel, chunk);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
