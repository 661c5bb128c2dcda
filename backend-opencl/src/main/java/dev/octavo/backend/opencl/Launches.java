package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.ffi.ClCommands;
import dev.octavo.gpu.driver.Launch;
import java.lang.foreign.MemorySegment;
import java.util.IdentityHashMap;

/** A stream's kernels. */
final class Launches implements AutoCloseable {

    /** Bytes that a launch writes sizes and arguments to. */
    static final int SCRATCH = 48;

    private final ClCommands commands;
    private final long queue;
    private final MemorySegment scratch;
    private final Transfers transfers;
    private final Order order;
    private final IdentityHashMap<OpenClKernel, BoundKernel> kernels = new IdentityHashMap<>();
    /** Device memory in the place of staging memory that stands apart, for one launch. */
    private final IdentityHashMap<OpenClBuffer, OpenClBuffer> stands = new IdentityHashMap<>();

    Launches(ClCommands commands, long queue, MemorySegment scratch, Transfers transfers, Order order) {
        this.commands = commands;
        this.queue = queue;
        this.scratch = scratch;
        this.transfers = transfers;
        this.order = order;
    }

    void launch(Launch launch) {
        OpenClKernel kernel = (OpenClKernel) launch.kernel();
        BoundKernel bound = kernels.get(kernel);
        if (bound == null) {
            bound = new BoundKernel(kernel, commands, scratch);
            kernels.put(kernel, bound);
        }
        boolean replaced = replaceStaging(launch);
        bound.bind(launch, stands);
        bound.run(queue, launch, order.launch(launch));
        if (replaced) {
            stands.forEach((staging, stand) -> transfers.copy(stand, 0, staging, 0, staging.byteSize()));
            stands.clear();
        }
    }

    /** A kernel cannot reach staging memory that stands apart: it works on a copy, which goes back whole. */
    private boolean replaceStaging(Launch launch) {
        for (int i = 0; i < launch.count(); i++) {
            if (launch.kind(i) == Launch.Kind.BUFFER
                    && launch.buffer(i) instanceof OpenClBuffer staging
                    && staging.isApart()
                    && !stands.containsKey(staging)) {
                OpenClBuffer stand = transfers.between(staging.byteSize());
                transfers.copy(staging, 0, stand, 0, staging.byteSize());
                stands.put(staging, stand);
            }
        }
        return !stands.isEmpty();
    }

    @Override
    public void close() {
        kernels.values().forEach(BoundKernel::close);
        kernels.clear();
    }
}
