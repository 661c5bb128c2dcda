package dev.octavo.conformance.check;

import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.Fence;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.TensorOps;
import dev.octavo.spi.op.Weights;
import java.util.Optional;

/** After a backend was closed, every use of it and of what it made throws {@link IllegalStateException}; closing stays allowed. */
final class AfterClose {

    private final Backend backend;
    private final Bench bench;
    private final SumFixture sum;
    private final ProductFixture product;
    private final DecodeFixture decode;
    private final Weights weights;
    private final DeviceBuffer device;
    private final DeviceBuffer staging;
    private final Optional<CommandGraph> graph;

    AfterClose(Opener open) {
        this.backend = open.backend();
        this.bench = open.bench(backend);
        this.sum = new SumFixture(bench, 3, 8);
        this.product = new ProductFixture(bench, 2, 5, 6);
        this.decode = new DecodeFixture(bench);
        this.weights = product.load(1);
        this.device = bench.buffer(64);
        this.staging = bench.keep(backend.memory().allocate(64, MemoryKind.STAGING, "conformance staging"));
        sum.requireRight(bench.queue(), Check.CLOSED, "before closing");
        this.graph = GraphCases.capture(bench, sum::enqueue);
    }

    void check() {
        DeviceMemory memory = backend.memory();
        Gemm gemm = backend.gemm();
        TensorOps ops = backend.ops();
        Fence fence = bench.queue().signal();
        backend.close();
        Require.closed("asking for the device", backend::device);
        Require.closed("asking for capabilities", backend::capabilities);
        Require.closed("asking for statistics", memory::stats);
        Require.closed("asking for support of a product", () -> gemm.support(product.spec()));
        Require.closed("asking for support of an operator", () -> ops.support(SumFixture.spec(8)));
        Require.closed("preparing a product by a family asked for before", () -> gemm.prepare(product.spec()));
        Require.closed("preparing an operator by a family asked for before", () -> ops.prepare(SumFixture.spec(8)));
        Require.closed("asking a fence", fence::isDone);
        Require.closed("allocating", () -> memory.allocate(8, MemoryKind.DEVICE, "late"));
        Require.closed("allocating, asked anew", () -> backend.memory().allocate(8, MemoryKind.DEVICE, "late"));
        Require.closed("importing", () -> {
            if (memory.importHost(Host.zeros(64)).isEmpty()) {
                throw new IllegalStateException("imports are never given here");
            }
        });
        Require.closed("a new queue", backend::newQueue);
        Require.closed("preparing an operator", () -> backend.ops().prepare(SumFixture.spec(8)));
        Require.closed("preparing a product", () -> backend.gemm().prepare(product.spec()));
        Require.closed("preparing attention", () -> backend.attention().prepare(decode.spec()));
        Require.closed(
                "creating a cache",
                () -> backend.kvCaches().create(decode.cache().spec()));
        Require.closed("the host view of a buffer", staging::hostView);
        Require.closed("slicing a buffer", () -> device.slice(0, 8));
        queue();
        // Closing what is closed already does nothing.
        weights.close();
        bench.close();
        backend.close();
    }

    private void queue() {
        CommandQueue queue = bench.queue();
        Require.closed("filling", () -> queue.fill(device, 0, 64, (byte) 0));
        Require.closed("uploading", () -> queue.upload(Host.zeros(8), device, 0));
        Require.closed("downloading", () -> queue.download(device, 0, Host.zeros(8)));
        Require.closed("copying", () -> queue.copy(device, 0, staging, 0, 8));
        Require.closed("signalling", queue::signal);
        Require.closed("awaiting", queue::await);
        Require.closed("capturing", () -> queue.capture(sink -> {}));
        Require.closed("enqueueing an operator", () -> sum.enqueue(queue));
        Require.closed("enqueueing a product", () -> product.enqueue(queue, 2, weights));
        Require.closed("enqueueing attention", () -> decode.enqueue(queue, 1));
        graph.ifPresent(captured -> Require.closed("launching", () -> queue.launch(captured)));
    }
}
