package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import java.lang.foreign.MemorySegment;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A plan that does something wrong around the right one. */
class WrappedPlan<A> implements Plan<A> {

    private final Plan<A> right;
    private final UnaryOperator<A> args;

    WrappedPlan(Plan<A> right) {
        this(right, UnaryOperator.identity());
    }

    /** A plan that works on other tensors than it was given. */
    WrappedPlan(Plan<A> right, UnaryOperator<A> args) {
        this.right = right;
        this.args = args;
    }

    /** Runs when the operator's command has run, in graphs too. */
    void after(A given) {}

    @Override
    public String variant() {
        return right.variant();
    }

    @Override
    public long workspaceBytes() {
        return right.workspaceBytes();
    }

    @Override
    public void enqueue(CommandSink sink, A given, @Nullable DeviceBuffer workspace) {
        right.enqueue(sink, args.apply(given), workspace);
        ((ReferenceSink) sink).enqueue(() -> after(given));
    }

    @Override
    public void close() {
        right.close();
    }

    /** The bytes of a tensor's buffer from its first element on. */
    static MemorySegment bytes(TensorRef ref) {
        return ref.buffer().hostView().orElseThrow().asSlice(ref.byteOffset());
    }
}
