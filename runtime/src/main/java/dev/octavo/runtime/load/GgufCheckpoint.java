package dev.octavo.runtime.load;

import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model in a GGUF file, or in several that were split ({@code name-00001-of-00003.gguf}), as a checkpoint. Tensors have the names of the file, unless a translation was given.
 */
public final class GgufCheckpoint implements Checkpoint {

    private static final Pattern PART = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");
    private static final String COUNT = "split.count";
    private static final String NUMBER = "split.no";
    private static final String TENSORS = "split.tensors.count";
    private static final int MAX_PARTS = 10_000;

    private final Path source;
    private final List<GgufFile> files;
    private final Map<String, GgufFile> fileOf;
    private final UnaryOperator<String> translation;

    private GgufCheckpoint(
            Path source, List<GgufFile> files, Map<String, GgufFile> fileOf, UnaryOperator<String> translation) {
        this.source = source;
        this.files = files;
        this.fileOf = fileOf;
        this.translation = translation;
    }

    /** Whether a path names a GGUF file. */
    public static boolean isGguf(Path path) {
        return path.getFileName() != null && path.getFileName().toString().endsWith(".gguf");
    }

    /**
     * Opens a file and, where it is one part of several, the others beside it.
     *
     * @throws UserException if one is missing or damaged, they do not belong together, or two hold the same tensor
     * @throws UnsupportedSpecException if one has another version or byte order, or a tensor of an unknown type
     * @throws ResourceException if one cannot be read or mapped
     */
    public static GgufCheckpoint open(Path path) {
        List<GgufFile> files = new ArrayList<>();
        try {
            files.add(GgufFile.open(path));
            int parts = files.getFirst().metadata().int32(COUNT, 0, MAX_PARTS).orElse(0);
            if (parts > 1) {
                files.removeFirst().close();
                openParts(path, parts, files);
            }
            Map<String, GgufFile> fileOf = tensors(files);
            checkTotal(files.getFirst().metadata(), fileOf.size());
            return new GgufCheckpoint(
                    path, List.copyOf(files), Collections.unmodifiableMap(fileOf), UnaryOperator.identity());
        } catch (RuntimeException | Error e) {
            files.forEach(GgufFile::close);
            throw e;
        }
    }

    private static void openParts(Path path, int parts, List<GgufFile> files) {
        Matcher name = PART.matcher(String.valueOf(path.getFileName()));
        if (!name.matches() || Integer.parseInt(name.group(3)) != parts) {
            throw new UserException(path + " is one of " + parts + " parts of a model, but its name does not end in"
                    + String.format(" -00001-of-%05d.gguf; give all parts their original names", parts));
        }
        for (int part = 1; part <= parts; part++) {
            Path file = path.resolveSibling(String.format("%s-%05d-of-%05d.gguf", name.group(1), part, parts));
            GgufFile opened = GgufFile.open(file);
            files.add(opened);
            int number = opened.metadata().int32(NUMBER, 0, MAX_PARTS).orElse(-1);
            int count = opened.metadata().int32(COUNT, 0, MAX_PARTS).orElse(-1);
            if (number != part - 1 || count != parts) {
                throw new UserException(file + " says that it is part " + (number + 1) + " of " + count
                        + ", but its name says " + part + " of " + parts + "; download the parts again");
            }
        }
    }

    private static Map<String, GgufFile> tensors(List<GgufFile> files) {
        Map<String, GgufFile> fileOf = new LinkedHashMap<>();
        for (GgufFile file : files) {
            for (String tensor : file.tensors().keySet()) {
                GgufFile other = fileOf.put(tensor, file);
                if (other != null) {
                    throw new UserException("tensor " + BadFile.quote(tensor) + " is both in " + other.path()
                            + " and in " + file.path() + "; these parts do not belong together");
                }
            }
        }
        return fileOf;
    }

    private static void checkTotal(GgufMetadata metadata, int found) {
        int stated = metadata.int32(TENSORS, 0, Integer.MAX_VALUE).orElse(found);
        if (stated != found) {
            throw metadata.error(TENSORS, "is " + stated + ", but the parts hold " + found + " tensors");
        }
    }

    /** This checkpoint under other names; closing either closes both. {@code toFile} says how the file calls a tensor. */
    public GgufCheckpoint translated(UnaryOperator<String> toFile) {
        return new GgufCheckpoint(source, files, fileOf, toFile);
    }

    /** What the first file says about the model. */
    public GgufMetadata metadata() {
        return files.getFirst().metadata();
    }

    /** The shape of a tensor, empty if there is none of that name; of any type. */
    public Optional<List<Long>> shapeOf(String name) {
        String inFile = translation.apply(name);
        return Optional.ofNullable(fileOf.get(inFile))
                .map(file -> file.tensors().get(inFile))
                .map(GgufTensor::shape);
    }

    /** Names as the files have them. */
    @Override
    public Set<String> names() {
        return fileOf.keySet();
    }

    @Override
    public Optional<HostTensor> find(String name) {
        String inFile = translation.apply(name);
        GgufFile file = fileOf.get(inFile);
        return file == null ? Optional.empty() : file.find(inFile);
    }

    @Override
    public HostTensor require(String name) {
        return find(name)
                .orElseThrow(() -> new UserException("tensor " + BadFile.quote(translation.apply(name))
                        + " is not among the " + fileOf.size() + " tensors of " + source
                        + "; the file is incomplete or belongs to another architecture"));
    }

    @Override
    public HostTensor require(String name, long... shape) {
        return Shapes.check(require(name), source.toString(), shape);
    }

    @Override
    public List<Path> files() {
        return files.stream().map(GgufFile::path).toList();
    }

    @Override
    public long byteSize() {
        return files.stream().mapToLong(GgufFile::byteSize).sum();
    }

    @Override
    public void prefetch(LoadProgress progress) {
        long total = files.stream()
                .mapToLong(file -> file.mapped().bytes().byteSize())
                .sum();
        long[] done = {0};
        for (GgufFile file : files) {
            file.mapped().prefetch(count -> progress.report("reading weights", done[0] += count, total));
        }
    }

    @Override
    public <T> T reading(Supplier<T> action) {
        T result = MappedFile.guard(source, action);
        files.forEach(file -> file.mapped().verifyUnchanged());
        return result;
    }

    @Override
    public void close() {
        files.forEach(GgufFile::close);
    }
}
