package dev.octavo.runtime.plan;

import dev.octavo.runtime.graph.MatrixRef;
import dev.octavo.runtime.graph.RotaryTables;
import dev.octavo.runtime.graph.VectorRef;
import dev.octavo.runtime.load.BlockConversion;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.DTypeConversion;
import dev.octavo.runtime.load.HostTensor;
import dev.octavo.runtime.load.LoadProgress;
import dev.octavo.runtime.load.QuantisedRows;
import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings a checkpoint's tensors to a device, each once however often the graph names it. Host memory that the backend can use in place stays where it is.
 */
final class WeightLoader implements AutoCloseable {

    private static final String PHASE = "loading weights";

    private final Backend backend;
    private final CommandQueue queue;
    private final Checkpoint checkpoint;
    private final WeightTypes types;
    private final PlanReport report;
    private final LoadProgress progress;
    private final long totalBytes;

    /** Host memory that weights may go on using: converted tensors live as long as the loader. */
    private final Arena converted = Arena.ofShared();

    private final Map<MatrixRef, Weights> matrices = new HashMap<>();
    private final Map<MatrixRef, TensorRef> tables = new HashMap<>();
    private final Map<VectorRef, TensorRef> vectors = new HashMap<>();
    private final Map<RotaryTables, List<TensorRef>> rotary = new HashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private long loadedBytes;

    WeightLoader(
            Backend backend,
            CommandQueue queue,
            Checkpoint checkpoint,
            WeightTypes types,
            PlanReport report,
            LoadProgress progress) {
        this.backend = backend;
        this.queue = queue;
        this.checkpoint = checkpoint;
        this.types = types;
        this.report = report;
        this.progress = progress;
        this.totalBytes = checkpoint.byteSize();
    }

    /** A matrix for products of one kind; whoever asks first decides how it is laid out. */
    Weights matrix(MatrixRef matrix, GemmSpec spec) {
        return matrices.computeIfAbsent(matrix, wanted -> loadMatrix(wanted, spec));
    }

    private Weights loadMatrix(MatrixRef matrix, GemmSpec spec) {
        WeightFormat format = spec.weights().format();
        List<WeightSource.Part> parts = new ArrayList<>();
        for (MatrixRef.Part part : matrix.parts()) {
            parts.add(new WeightSource.Part(
                    part.rows(), host(checkpoint.require(part.name(), part.rows(), matrix.k()), format)));
        }
        noteConversion(matrix, format);
        Weights weights = backend.gemm().load(spec, new WeightSource(parts, true), queue);
        queue.await();
        open.add(weights);
        return weights;
    }

    private void noteConversion(MatrixRef matrix, WeightFormat format) {
        WeightFormat stored = types.stored(matrix.parts().getFirst(), matrix.k());
        if (stored instanceof WeightFormat.Blocked && !stored.equals(format)) {
            report.converted(stored, format, types.refusal(matrix).orElse("as asked for"));
        }
    }

    /** The rows of a quantised matrix, to be looked up by the host where that sees the device's memory; empty where the device has to do it. */
    Optional<QuantisedRows> rows(MatrixRef matrix) {
        HostTensor stored = types.storedTable(matrix);
        if (types.wish().isPresent() || stored.block().isEmpty() || !hostSeesDevice()) {
            return Optional.empty();
        }
        advance(stored.data().byteSize());
        return Optional.of(new QuantisedRows(stored, matrix.k()));
    }

    private boolean hostSeesDevice() {
        try (DeviceBuffer sample = backend.memory().allocate(4, MemoryKind.DEVICE, "host view")) {
            return sample.hostView().isPresent();
        }
    }

    /** A matrix whose rows are looked up. */
    TensorRef table(MatrixRef matrix) {
        return tables.computeIfAbsent(matrix, this::loadTable);
    }

    private TensorRef loadTable(MatrixRef matrix) {
        MatrixRef.Part part = matrix.parts().getFirst();
        DType type = types.table(matrix);
        WeightFormat format = WeightFormat.dense(type);
        HostTensor stored = types.storedTable(matrix);
        MemorySegment data = host(stored, format);
        stored.block()
                .map(WeightFormat.Blocked::new)
                .ifPresent(block -> report.converted(block, format, "since rows are looked up in plain tables"));
        DeviceBuffer buffer = backend.memory().importHost(data).orElseGet(() -> uploaded(data, part.name()));
        open.add(buffer);
        return new TensorRef(buffer, 0, type, Layout.matrix(part.rows(), matrix.k()));
    }

    /** A vector as f32: norms and biases are small, and their values are the same. */
    TensorRef vector(VectorRef vector) {
        return vectors.computeIfAbsent(vector, this::loadVector);
    }

    private TensorRef loadVector(VectorRef vector) {
        float[] values = new float[vector.length()];
        int at = 0;
        for (VectorRef.Part part : vector.parts()) {
            HostTensor tensor = checkpoint.require(part.name(), part.length());
            System.arraycopy(floats(tensor), 0, values, at, part.length());
            at += part.length();
            advance(tensor.data().byteSize());
        }
        return constant(values, 1, vector.parts().getFirst().name());
    }

    /** Cosines and sines. */
    List<TensorRef> rotary(RotaryTables tables) {
        return rotary.computeIfAbsent(
                tables,
                t -> List.of(
                        constant(t.cos(), t.positions(), "rotary cosines"),
                        constant(t.sin(), t.positions(), "rotary sines")));
    }

    private TensorRef constant(float[] values, int rows, String label) {
        DeviceBuffer buffer = uploaded(MemorySegment.ofArray(values), label);
        open.add(buffer);
        return new TensorRef(buffer, 0, WeightTypes.VECTOR, Layout.matrix(rows, values.length / rows));
    }

    private DeviceBuffer uploaded(MemorySegment data, String label) {
        DeviceBuffer buffer = backend.memory().allocate(data.byteSize(), MemoryKind.DEVICE, label);
        queue.upload(data, buffer, 0);
        queue.await();
        return buffer;
    }

    private static float[] floats(HostTensor tensor) {
        int count = Math.toIntExact(tensor.elements());
        if (tensor.block().isEmpty()) {
            return DTypeConversion.toFloats(tensor.data(), tensor.dtype(), 0, count);
        }
        float[] values = new float[count];
        BlockConversion.convert(tensor.data(), tensor.block().get(), MemorySegment.ofArray(values), DType.F32, count);
        return values;
    }

    /** A tensor in host memory in the wished format, plain elements aligned. */
    private MemorySegment host(HostTensor tensor, WeightFormat format) {
        advance(tensor.data().byteSize());
        if (!(format instanceof WeightFormat.Dense dense)) {
            return tensor.data();
        }
        DType type = dense.type();
        boolean plain = tensor.block().isEmpty();
        if (plain && tensor.dtype() == type && tensor.data().address() % type.bytes() == 0) {
            return tensor.data();
        }
        MemorySegment copy = converted.allocate(Math.max(1, tensor.elements() * type.bytes()), 64);
        if (plain) {
            DTypeConversion.convert(tensor.data(), tensor.dtype(), copy, type, tensor.elements());
        } else {
            BlockConversion.convert(tensor.data(), tensor.block().get(), copy, type, tensor.elements());
        }
        return copy.asReadOnly();
    }

    private void advance(long bytes) {
        loadedBytes = Math.min(totalBytes, loadedBytes + bytes);
        progress.report(PHASE, loadedBytes, totalBytes);
    }

    /** Ends the progress, also where tensors of the checkpoint were not needed. */
    void finished() {
        progress.report(PHASE, totalBytes, totalBytes);
    }

    @Override
    public void close() {
        for (AutoCloseable resource : open) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new dev.octavo.spi.InternalException("a weight could not be freed", e);
            }
        }
        converted.close();
    }
}
