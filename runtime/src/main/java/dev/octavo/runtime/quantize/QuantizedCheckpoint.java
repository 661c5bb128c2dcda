package dev.octavo.runtime.quantize;

import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.HostTensor;
import dev.octavo.runtime.load.LoadProgress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A checkpoint whose linear layers are quantised, everything else as its source has it. Tables are looked up in the source. */
public final class QuantizedCheckpoint implements Checkpoint {

    private final Checkpoint source;
    private final QuantizedBlocks blocks;
    private final long byteSize;
    private final QuantizationReport report;

    QuantizedCheckpoint(Checkpoint source, QuantizedBlocks blocks, QuantizationPlan plan, QuantizationReport report) {
        this.source = source;
        this.blocks = blocks;
        this.report = report;
        this.byteSize = Math.max(0, source.byteSize() - plan.replacedBytes()) + plan.bytes();
    }

    /** What was quantised, and where it is kept. */
    public QuantizationReport report() {
        return report;
    }

    @Override
    public Set<String> names() {
        return source.names();
    }

    @Override
    public Optional<HostTensor> find(String name) {
        HostTensor quantised = blocks.tensors().get(name);
        return quantised == null ? source.find(name) : Optional.of(quantised);
    }

    @Override
    public HostTensor require(String name) {
        HostTensor quantised = blocks.tensors().get(name);
        return quantised == null ? source.require(name) : quantised;
    }

    /** A quantised tensor has the shape that the source's was required with. */
    @Override
    public HostTensor require(String name, long... shape) {
        HostTensor quantised = blocks.tensors().get(name);
        return quantised != null && matches(quantised.shape(), shape) ? quantised : source.require(name, shape);
    }

    private static boolean matches(List<Long> shape, long... wanted) {
        return shape.size() == wanted.length && shape.get(0) == wanted[0] && shape.get(1) == wanted[1];
    }

    @Override
    public HostTensor requireTable(String name, long... shape) {
        return source.requireTable(name, shape);
    }

    @Override
    public List<Path> files() {
        return source.files();
    }

    /** What a device needs: blocks, and what is not quantised. */
    @Override
    public long byteSize() {
        return byteSize;
    }

    @Override
    public void prefetch(LoadProgress progress) {
        blocks.file().ifPresentOrElse(file -> file.prefetch(progress), () -> progress.report("reading weights", 0, 0));
    }

    @Override
    public <T> T reading(Supplier<T> action) {
        return source.reading(() -> blocks.reading(action));
    }

    @Override
    public void close() {
        source.close();
        blocks.close();
    }
}
