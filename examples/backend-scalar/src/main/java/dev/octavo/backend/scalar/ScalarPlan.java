package dev.octavo.backend.scalar;

import dev.octavo.spi.*;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A prepared operator: its body checks what it is given, then runs. */
record ScalarPlan<A>(Life life, Consumer<A> body) implements Plan<A> {

    /** Operators of one kind: those that have a body are supported. */
    interface Family<S, A> extends OpFamily<S, A> {

        ScalarBackend backend();

        /** What runs a spec; null for those that are no part of Core. */
        @Nullable
        Consumer<A> body(S spec);

        @Override
        default Support support(S spec) {
            backend().requireOpen();
            return when(body(spec) != null, spec);
        }

        @Override
        default Plan<A> prepare(S spec) {
            Consumer<A> body = body(spec);
            if (body == null) {
                throw new UnsupportedSpecException(refusal(spec));
            }
            return new ScalarPlan<>(Life.begin(backend(), () -> {}), body);
        }
    }

    static Support when(boolean supported, Object spec) {
        return supported ? new Support.Native("scalar") : new Support.Unsupported(refusal(spec));
    }

    static String refusal(Object spec) {
        return "scalar runs Core alone, and this is no part of it: " + spec;
    }

    @Override
    public String variant() {
        return "scalar";
    }

    @Override
    public long workspaceBytes() {
        return 0;
    }

    @Override
    public void enqueue(CommandSink sink, A args, @Nullable DeviceBuffer workspace) {
        life.requireOpen();
        Life.own(life.backend(), ScalarQueue.class, sink);
        body.accept(args);
    }

    @Override
    public void close() {
        life.end();
    }
}
