package dev.octavo.runtime.quantize;

import dev.octavo.runtime.graph.Graph;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.IdentityDigest;
import dev.octavo.runtime.load.LoadProgress;
import dev.octavo.runtime.quantize.QuantizationReport.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Opens a checkpoint quantised: from the cache where it is there, else by quantising it, into the cache where that can be written and into memory where not.
 *
 * @param type to what
 * @param cache directory of the files that keep quantised weights; empty for none
 * @param modelName part of a file's name, for people
 * @param progress told how far quantising is
 */
public record WeightQuantization(Quantization type, Optional<Path> cache, String modelName, LoadProgress progress) {

    private static final System.Logger LOG = System.getLogger("dev.octavo.runtime.quantize");
    private static final int NAME_LENGTH = 60;
    private static final int KEY_LENGTH = 24;

    /** Left free on the disk of the cache. */
    private static final long SPARE_BYTES = 256L << 20;

    /**
     * Opens.
     *
     * @param graph the model, which says what its linear layers are
     * @param opener opens the checkpoint; called twice where weights are quantised now, so that what was read for that does not stay mapped
     * @throws dev.octavo.spi.UserException if a tensor is missing, holds what is no finite number, or there is nothing to quantise
     */
    public QuantizedCheckpoint open(Graph graph, Supplier<Checkpoint> opener) {
        long start = System.nanoTime();
        QuantizationPlan plan;
        Made made;
        Checkpoint first = opener.get();
        try {
            plan = QuantizationPlan.of(graph, first, type);
            made = made(plan, first);
        } catch (RuntimeException | Error e) {
            first.close();
            throw e;
        }
        try {
            Checkpoint source = first;
            if (made.origin != Origin.CACHED) {
                first.close();
                source = opener.get();
            }
            return new QuantizedCheckpoint(source, made.blocks, plan, report(plan, made, start));
        } catch (RuntimeException | Error e) {
            made.blocks.close();
            throw e;
        }
    }

    private record Made(QuantizedBlocks blocks, Origin origin, Optional<Path> file) {}

    private QuantizationReport report(QuantizationPlan plan, Made made, long start) {
        return new QuantizationReport(
                type,
                plan.targets().size(),
                plan.bytes(),
                plan.kept(),
                made.origin,
                made.file,
                Duration.ofNanos(System.nanoTime() - start));
    }

    private Made made(QuantizationPlan plan, Checkpoint source) {
        if (cache.isPresent() && !source.files().isEmpty()) {
            try {
                return cached(plan, source, cache.get());
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "quantised weights cannot be kept in " + cache.get() + " (" + e
                                + "), so they are in memory and made anew at the next start; choose another"
                                + " --quantization-cache, or --no-quantization-cache");
            }
        }
        return new Made(QuantizedBlocks.inMemory(plan, producer(plan, source)), Origin.MEMORY, Optional.empty());
    }

    private Made cached(QuantizationPlan plan, Checkpoint source, Path directory) throws IOException {
        CacheFile file = cacheFile(plan, source, directory);
        Optional<QuantizedBlocks> found = file.open();
        if (found.isPresent()) {
            return new Made(found.get(), Origin.CACHED, Optional.of(file.path()));
        }
        makeDirectory(directory);
        try (CacheLock _ = CacheLock.take(file.path().resolveSibling(file.path().getFileName() + ".lock"))) {
            // Perhaps somebody else has made it meanwhile; what is wrong with it otherwise was said above.
            found = file.open(objection -> {});
            if (found.isPresent()) {
                return new Made(found.get(), Origin.CACHED, Optional.of(file.path()));
            }
            requireSpace(directory, plan.bytes());
            file.write(producer(plan, source));
            QuantizedBlocks written = file.open().orElseThrow(() -> new IOException(file.path() + " was damaged"));
            return new Made(written, Origin.WRITTEN, Optional.of(file.path()));
        }
    }

    private CacheFile cacheFile(QuantizationPlan plan, Checkpoint source, Path directory) throws IOException {
        IdentityDigest digest = new IdentityDigest().text("quantised " + CacheFile.VERSION + " " + type);
        for (Path file : source.files()) {
            digest.file(file);
        }
        String key = digest.hex();
        String name = modelName.replaceAll("[^A-Za-z0-9._-]", "_");
        String shown = name.substring(0, Math.min(NAME_LENGTH, name.length()));
        return new CacheFile(
                directory.resolve(shown + "-" + type.label() + "-" + key.substring(0, KEY_LENGTH) + ".gguf"),
                key,
                plan);
    }

    private Consumer<BlockSink> producer(QuantizationPlan plan, Checkpoint source) {
        int threads = Runtime.getRuntime().availableProcessors();
        return sink -> source.reading(() -> {
            new TensorQuantizer(plan, source, sink, progress).run(threads);
            return true;
        });
    }

    /** For this user alone, as models may be confidential. */
    private static void makeDirectory(Path directory) throws IOException {
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[] {};
        Files.createDirectories(directory, attributes);
    }

    private static void requireSpace(Path directory, long bytes) throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < bytes + SPARE_BYTES) {
            throw new IOException(
                    free + " bytes are free, " + bytes + " are needed, and " + SPARE_BYTES + " are left free");
        }
    }
}
