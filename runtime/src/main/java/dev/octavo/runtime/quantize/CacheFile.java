package dev.octavo.runtime.quantize;

import dev.octavo.runtime.load.GgufCheckpoint;
import dev.octavo.runtime.load.GgufHeadWriter;
import dev.octavo.runtime.load.GgufMetadata;
import dev.octavo.runtime.load.HostTensor;
import dev.octavo.runtime.quantize.QuantizationPlan.Target;
import dev.octavo.spi.OctavoException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * A GGUF file with the quantised tensors of a checkpoint under the checkpoint's names, and what is needed to tell whether it is the right one and whole.
 *
 * @param path where it is or will be
 * @param key what it was made of
 * @param plan what it holds
 */
record CacheFile(Path path, String key, QuantizationPlan plan) {

    /** Raised whenever the same weights would be quantised to other blocks, or the file is laid out otherwise. */
    static final int VERSION = 1;

    private static final System.Logger LOG = System.getLogger("dev.octavo.runtime.quantize");
    private static final String ARCHITECTURE = "octavo-quantized-weights";
    private static final String VERSION_ENTRY = "octavo.quantization.version";
    private static final String KEY_ENTRY = "octavo.quantization.key";
    private static final String CHECK_ENTRY = "octavo.quantization.check";

    /** At both ends of a tensor this many bytes are checked when the file is opened; reading it whole would take as long as loading. */
    private static final int CHECKED_BYTES = 4096;

    /** The tensors, where the file is there and sound; the log says why where it is not sound. */
    Optional<QuantizedBlocks> open() {
        return open(reason -> LOG.log(
                System.Logger.Level.WARNING,
                "quantised weights in " + path + " cannot be used and are made anew: " + reason));
    }

    Optional<QuantizedBlocks> open(Consumer<String> objections) {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            GgufCheckpoint file = GgufCheckpoint.open(path);
            try {
                Optional<String> objection = file.reading(() -> objection(file));
                if (objection.isEmpty()) {
                    return Optional.of(QuantizedBlocks.mapped(plan, file));
                }
                objections.accept(objection.get());
            } catch (RuntimeException | Error e) {
                file.close();
                throw e;
            }
            file.close();
        } catch (OctavoException e) {
            objections.accept(String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private Optional<String> objection(GgufCheckpoint file) {
        GgufMetadata metadata = file.metadata();
        int version = metadata.int32(VERSION_ENTRY, 0, Integer.MAX_VALUE).orElse(0);
        if (version != VERSION) {
            return Optional.of("its version is " + version + ", this Octavo's is " + VERSION);
        }
        if (!metadata.text(KEY_ENTRY).equals(Optional.of(key))) {
            return Optional.of("it was made of other weights");
        }
        for (Target target : plan.targets()) {
            Optional<HostTensor> tensor = file.find(target.name());
            boolean right = tensor.isPresent()
                    && tensor.get().block().equals(Optional.of(target.type()))
                    && tensor.get().shape().equals(List.of((long) target.rows(), (long) target.columns()));
            if (!right) {
                return Optional.of("tensor " + target.name() + " is missing or has another type or shape");
            }
        }
        List<MemorySegment> data = plan.targets().stream()
                .map(target -> file.require(target.name()).data())
                .toList();
        return HexFormat.of()
                        .toHexDigits(check(data))
                        .equals(metadata.text(CHECK_ENTRY).orElse(""))
                ? Optional.empty()
                : Optional.of("its checksum is another");
    }

    private static int check(List<MemorySegment> tensors) {
        CRC32C crc = new CRC32C();
        for (MemorySegment tensor : tensors) {
            int length = (int) Math.min(CHECKED_BYTES, tensor.byteSize());
            crc.update(tensor.asSlice(0, length).asByteBuffer());
            crc.update(tensor.asSlice(tensor.byteSize() - length).asByteBuffer());
        }
        return (int) crc.getValue();
    }

    /**
     * Writes the file under a temporary name, then renames it, so that nobody sees half of it. One process at a time.
     *
     * @param producer makes the blocks
     * @throws IOException if it cannot be written; nothing is left behind then
     */
    void write(Consumer<BlockSink> producer) throws IOException {
        Path part = path.resolveSibling(path.getFileName() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(
                    part,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE)) {
                write(channel, producer);
            }
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void write(FileChannel channel, Consumer<BlockSink> producer) throws IOException {
        GgufHeadWriter layout = layout(0);
        producer.accept((target, at, blocks, length) ->
                writeFully(channel, ByteBuffer.wrap(blocks, 0, length), layout.begin(target) + at));
        if (channel.size() < layout.fileBytes()) {
            writeFully(channel, ByteBuffer.allocate(1), layout.fileBytes() - 1);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, layout.fileBytes(), arena);
            int check = check(IntStream.range(0, plan.targets().size())
                    .mapToObj(i ->
                            file.asSlice(layout.begin(i), plan.targets().get(i).bytes()))
                    .toList());
            writeFully(channel, ByteBuffer.wrap(layout(check).head()), 0);
        }
        channel.force(true);
    }

    /** The check goes by a text of fixed length, so that it does not move the tensors. */
    private GgufHeadWriter layout(int check) {
        GgufHeadWriter head = new GgufHeadWriter()
                .text("general.architecture", ARCHITECTURE)
                .uint32(VERSION_ENTRY, VERSION)
                .text(KEY_ENTRY, key)
                .text(CHECK_ENTRY, HexFormat.of().toHexDigits(check));
        for (Target target : plan.targets()) {
            head.tensor(target.name(), target.type(), target.rows(), target.columns());
        }
        return head;
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }
}
