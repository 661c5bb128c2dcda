package dev.octavo.gpu.stream;

import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.LaunchSequence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Launches as a graph of the vendor's. */
final class GraphSequence implements LaunchSequence {

    private final DeviceContext context;
    private final Handle executable;
    private final AddressedBuffer[] buffers;
    private boolean closed;

    private GraphSequence(DeviceContext context, Handle executable, AddressedBuffer[] buffers) {
        this.context = context;
        this.executable = executable;
        this.buffers = buffers;
    }

    /** Captures on a stream of its own, so that what the caller's stream holds is not disturbed. */
    static GraphSequence of(DeviceContext context, DeviceStream owner, List<Launch> launches) {
        Handle capturing = context.control().createStream();
        List<LibraryKernel> told = new ArrayList<>();
        try {
            for (LibraryKernel kernel : libraryKernels(launches)) {
                kernel.beforeCapture(capturing);
                told.add(kernel);
            }
            Handle graph = capture(context, owner, launches, capturing);
            try {
                return new GraphSequence(context, context.control().instantiate(graph), buffers(launches));
            } finally {
                context.control().destroyGraph(graph);
            }
        } finally {
            told.forEach(kernel -> Quietly.run(kernel::afterCapture));
            Quietly.run(() -> context.control().destroyStream(capturing));
        }
    }

    private static Set<LibraryKernel> libraryKernels(List<Launch> launches) {
        Set<LibraryKernel> found = new LinkedHashSet<>();
        for (Launch launch : launches) {
            if (launch.kernel() instanceof LibraryKernel kernel) {
                found.add(kernel);
            }
        }
        return found;
    }

    private static Handle capture(DeviceContext context, DeviceStream owner, List<Launch> launches, Handle capturing) {
        context.control().beginCapture(capturing);
        RuntimeException failure = null;
        try {
            for (Launch launch : launches) {
                owner.launch(context.commands(), launch, capturing);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
        Handle graph = context.control().endCapture(capturing);
        if (failure != null) {
            Quietly.run(() -> context.control().destroyGraph(graph));
            throw failure;
        }
        return graph;
    }

    /** The graph has their addresses, so somebody has to look whether they are still there. */
    private static AddressedBuffer[] buffers(List<Launch> launches) {
        Set<AddressedBuffer> found = new LinkedHashSet<>();
        for (Launch launch : launches) {
            for (int i = 0; i < launch.count(); i++) {
                if (launch.kind(i) == Launch.Kind.BUFFER) {
                    found.add(AddressedBuffer.of(launch.buffer(i)));
                }
            }
        }
        return found.toArray(AddressedBuffer[]::new);
    }

    @Override
    public void enqueue(GpuStream stream) {
        for (AddressedBuffer buffer : buffers) {
            buffer.checkOpen();
        }
        context.commands().launchGraph(executable, ((DeviceStream) stream).handle());
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Quietly.run(() -> context.control().destroyExecutable(executable));
        }
    }
}
