package dev.octavo.gpu.core;

import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.NativeBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Memory and plans that a captured graph uses. They have to be open whenever it is launched. */
final class GraphNeeds {

    private final Set<NativeBuffer> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<GpuPlan<?>> plans = Collections.newSetFromMap(new IdentityHashMap<>());

    void add(NativeBuffer buffer) {
        buffers.add(buffer);
    }

    void add(GpuPlan<?> plan) {
        plans.add(plan);
    }

    void add(Launch launch) {
        for (int i = 0; i < launch.count(); i++) {
            if (launch.kind(i) == Launch.Kind.BUFFER) {
                buffers.add(launch.buffer(i));
            }
        }
    }

    /** Throws {@link IllegalStateException} if something was closed. */
    void check() {
        for (GpuPlan<?> plan : plans) {
            plan.checkOpen();
        }
        for (NativeBuffer buffer : buffers) {
            if (!buffer.isOpen()) {
                throw new IllegalStateException("a buffer of " + buffer.byteSize()
                        + " bytes that this graph uses is closed; capture the step again");
            }
        }
    }
}
