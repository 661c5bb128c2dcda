package dev.octavo.runtime.load;

import dev.octavo.spi.UserException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** One or more open safetensors files as one checkpoint. */
final class ShardedCheckpoint implements Checkpoint {

    private final Path source;
    private final List<SafetensorsFile> files;
    private final Map<String, SafetensorsFile> fileOf;

    /**
     * @param source named in errors
     * @param files owned from here on
     * @param fileOf which of {@code files} holds a tensor
     */
    ShardedCheckpoint(Path source, List<SafetensorsFile> files, Map<String, SafetensorsFile> fileOf) {
        this.source = source;
        this.files = List.copyOf(files);
        this.fileOf = Collections.unmodifiableMap(fileOf);
    }

    @Override
    public Set<String> names() {
        return fileOf.keySet();
    }

    @Override
    public Optional<HostTensor> find(String name) {
        SafetensorsFile file = fileOf.get(name);
        return file == null ? Optional.empty() : file.find(name);
    }

    @Override
    public HostTensor require(String name) {
        return find(name)
                .orElseThrow(() -> new UserException(
                        "tensor " + BadFile.quote(name) + " is not among the " + fileOf.size() + " tensors of " + source
                                + "; the weights are incomplete or belong to another architecture"));
    }

    @Override
    public HostTensor require(String name, long... shape) {
        return Shapes.check(require(name), source.toString(), shape);
    }

    @Override
    public List<Path> files() {
        return files.stream().map(SafetensorsFile::path).toList();
    }

    @Override
    public long byteSize() {
        return files.stream().mapToLong(SafetensorsFile::byteSize).sum();
    }

    @Override
    public void prefetch(LoadProgress progress) {
        long total = files.stream()
                .mapToLong(file -> file.mapped().bytes().byteSize())
                .sum();
        long[] done = {0};
        for (SafetensorsFile file : files) {
            file.mapped().prefetch(count -> progress.report("reading weights", done[0] += count, total));
        }
    }

    @Override
    public <T> T reading(Supplier<T> action) {
        T result = MappedFile.guard(source, action);
        files.forEach(SafetensorsFile::verifyUnchanged);
        return result;
    }

    @Override
    public void close() {
        files.forEach(SafetensorsFile::close);
    }
}
