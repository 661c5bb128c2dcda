package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checks arguments, then enqueues the operator. */
final class ReferencePlan<A> extends Resource implements Plan<A> {

    static final String VARIANT = "float64";

    private final Function<A, Runnable> operator;

    private ReferencePlan(ReferenceBackend owner, String name, Function<A, Runnable> operator) {
        super(owner, name);
        this.operator = operator;
        register();
    }

    /**
     * A plan for a spec.
     *
     * @param operator checks the args and gives the command that runs on them
     * @throws UnsupportedSpecException if the answer was no
     */
    static <A> Plan<A> of(ReferenceBackend owner, Object spec, Support support, Function<A, Runnable> operator) {
        owner.requireOpen();
        if (support instanceof Support.Unsupported(String reason)) {
            throw new UnsupportedSpecException(reason);
        }
        return new ReferencePlan<>(owner, "plan for " + spec, operator);
    }

    @Override
    public String variant() {
        return VARIANT;
    }

    @Override
    public long workspaceBytes() {
        return 0;
    }

    @Override
    public void enqueue(CommandSink sink, A args, @Nullable DeviceBuffer workspace) {
        requireOpen();
        ReferenceSink target = ReferenceSink.of(owner(), sink);
        Runnable command = operator.apply(args);
        target.enqueue(() -> {
            requireOpen();
            command.run();
        });
    }

    static Support yes() {
        return new Support.Native(VARIANT);
    }

    /** No, with the first reason that applies, or yes. */
    static Support unless(@Nullable String... reasons) {
        for (String reason : reasons) {
            if (reason != null) {
                return new Support.Unsupported(reason);
            }
        }
        return yes();
    }
}
