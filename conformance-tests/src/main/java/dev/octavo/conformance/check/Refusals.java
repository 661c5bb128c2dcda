package dev.octavo.conformance.check;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.util.function.Consumer;

/** Enqueues what has to be refused, at once and in a capture, and looks whether anything was written. */
final class Refusals {

    private final Bench bench;

    Refusals(Bench bench) {
        this.bench = bench;
    }

    /** Requires a refusal of what is enqueued. */
    void require(String what, Consumer<CommandSink> enqueue) {
        bench.tensors().forEach(tensor -> tensor.stage(bench.queue()));
        Require.refused(Check.ARGUMENT, what, () -> enqueue.accept(bench.queue()));
        bench.queue()
                .capture(sink -> Require.refused(Check.ARGUMENT, what + ", captured", () -> enqueue.accept(sink)))
                .ifPresent(graph -> {
                    bench.queue().launch(graph);
                    bench.queue().await();
                    graph.close();
                });
        bench.tensors().forEach(tensor -> tensor.fetch(bench.queue()));
        bench.queue().await();
        bench.tensors().forEach(TestTensor::arrived);
        for (TestTensor tensor : bench.tensors()) {
            try {
                tensor.checkUntouched();
            } catch (Violation e) {
                throw new Violation(Check.ARGUMENT, tensor + " was written though this was refused: " + what);
            }
        }
    }

    /** A tensor of another shape at the same place; it has to fit the buffer, whose guards are its spare room. */
    static TensorRef shaped(TestTensor tensor, Layout layout) {
        return tensor.ref().view(0, layout);
    }

    /** The same bytes under another type. */
    static TensorRef typed(TestTensor tensor, DType type) {
        return new TensorRef(tensor.ref().buffer(), tensor.ref().byteOffset(), type, tensor.layout());
    }
}
