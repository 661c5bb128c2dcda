package dev.octavo.conformance.check;

import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.Plan;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a case needs of a backend while it runs; closes all of it in the end. */
final class Bench implements AutoCloseable {

    private final Backend backend;
    private final Variety variety;
    private final boolean imports;
    private final HostMemory host;
    private final CommandQueue queue;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<TestTensor> tensors = new ArrayList<>();
    private final List<MemorySegment> alive = new ArrayList<>();

    /**
     * @param variety where the numbers of fixtures come from
     */
    Bench(Backend backend, Variety variety) {
        this(backend, variety, false);
    }

    /**
     * @param variety where the numbers of fixtures come from
     * @param imports whether dense inputs are imported host memory where the backend can use that
     */
    Bench(Backend backend, Variety variety, boolean imports) {
        this.backend = backend;
        this.variety = variety;
        this.imports = imports;
        this.host = keep(new HostMemory());
        this.queue = keep(backend.newQueue());
    }

    Backend backend() {
        return backend;
    }

    /** Where the numbers of fixtures come from. */
    Variety variety() {
        return variety;
    }

    CommandQueue queue() {
        return queue;
    }

    /** Host memory of this case. */
    HostMemory host() {
        return host;
    }

    /** All tensors made here. */
    List<TestTensor> tensors() {
        return tensors;
    }

    /** Closes something in the end, last made first. */
    <T extends AutoCloseable> T keep(T resource) {
        open.push(resource);
        return resource;
    }

    TestTensor tensor(String name, TestTensor.Role role, DType type, Layout layout) {
        if (imports && role == TestTensor.Role.INPUT) {
            Optional<TestTensor> imported = TestTensor.imported(backend.memory(), host, name, type, layout);
            if (imported.isPresent()) {
                tensors.add(imported.get());
                return keep(imported.get());
            }
        }
        return allocate(name, role, type, layout, 0);
    }

    private TestTensor allocate(String name, TestTensor.Role role, DType type, Layout layout, int guardElements) {
        TestTensor tensor = keep(new TestTensor(backend.memory(), name, role, type, layout, guardElements));
        tensors.add(tensor);
        return tensor;
    }

    /** A matrix; with odd offset and row pitch if {@code strided}. */
    TestTensor matrix(String name, TestTensor.Role role, DType type, int rows, int columns, boolean strided) {
        return cube(name, role, type, 1, rows, columns, strided);
    }

    /** A tensor of three dimensions; with an odd offset and odd gaps between the outermost entries if {@code strided}. */
    TestTensor cube(String name, TestTensor.Role role, DType type, int batch, int rows, int columns, boolean strided) {
        if (!strided) {
            return tensor(name, role, type, Layout.cube(batch, rows, columns));
        }
        Layout layout = batch == 1
                ? Layout.matrix(rows, columns, columns + 5 + skew())
                : Layout.cube(batch, rows, columns, (long) rows * columns + 7 + skew());
        return allocate(name, role, type, layout, 3 + skew());
    }

    /** Another number for each of some tensors in a row, so that no two of one shape have the same pitch or offset. */
    private int skew() {
        return tensors.size() % 7;
    }

    /** A tensor with gaps between the rows of a batch entry as well. */
    TestTensor sparse(String name, TestTensor.Role role, DType type, int batch, int rows, int columns) {
        long pitch = columns + 3L + skew();
        return allocate(
                name, role, type, new Layout(batch, rows, columns, rows * pitch + 4 + skew(), pitch), 3 + skew());
    }

    /** Heads of tokens, dense within a token; with an odd offset and odd gaps between tokens if {@code strided}. */
    TestTensor heads(
            String name, TestTensor.Role role, DType type, int tokens, int heads, int columns, boolean strided) {
        return strided
                ? allocate(
                        name,
                        role,
                        type,
                        Layout.cube(tokens, heads, columns, (long) heads * columns + 7 + skew()),
                        3 + skew())
                : tensor(name, role, type, Layout.cube(tokens, heads, columns));
    }

    /** A dense vector that is read. */
    TestTensor vector(String name, DType type, int columns) {
        return tensor(name, TestTensor.Role.INPUT, type, Layout.vector(columns));
    }

    /** A buffer of device memory. */
    DeviceBuffer buffer(long bytes) {
        return keep(backend.memory().allocate(bytes, MemoryKind.DEVICE, "conformance buffer"));
    }

    /** Keeps host memory alive as long as the bench. */
    MemorySegment alive(MemorySegment segment) {
        alive.add(segment);
        return segment;
    }

    /** Scratch memory for a plan, exactly as much as it asks for and full of garbage, or null where it needs none. */
    @Nullable
    DeviceBuffer workspace(Plan<?> plan) {
        if (plan.workspaceBytes() == 0) {
            return null;
        }
        int bytes = Math.toIntExact(plan.workspaceBytes());
        TestTensor tensor = tensor("workspace", TestTensor.Role.SCRATCH, DType.U8, Layout.vector(bytes));
        return tensor.ref().buffer().slice(tensor.ref().byteOffset(), bytes);
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
