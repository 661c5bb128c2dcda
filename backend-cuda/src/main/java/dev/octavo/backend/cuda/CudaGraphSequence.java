package dev.octavo.backend.cuda;

import dev.octavo.backend.cuda.driver.Handle;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.LaunchSequence;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Launches as a CUDA graph. */
final class CudaGraphSequence implements LaunchSequence {

    private final CudaContext context;
    private final Handle executable;
    private final CudaBuffer[] buffers;
    private boolean closed;

    private CudaGraphSequence(CudaContext context, Handle executable, CudaBuffer[] buffers) {
        this.context = context;
        this.executable = executable;
        this.buffers = buffers;
    }

    /** Captures on a stream of its own, so that what the caller's stream holds is not disturbed. */
    static CudaGraphSequence of(CudaContext context, CudaStream owner, List<Launch> launches) {
        Handle capturing = context.control().createStream();
        try {
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
            try {
                if (failure != null) {
                    throw failure;
                }
                return new CudaGraphSequence(context, context.control().instantiate(graph), buffers(launches));
            } finally {
                context.control().destroyGraph(graph);
            }
        } finally {
            Quietly.run(() -> context.control().destroyStream(capturing));
        }
    }

    /** The graph has their addresses, so somebody has to look whether they are still there. */
    private static CudaBuffer[] buffers(List<Launch> launches) {
        Set<CudaBuffer> found = new LinkedHashSet<>();
        for (Launch launch : launches) {
            for (int i = 0; i < launch.count(); i++) {
                if (launch.kind(i) == Launch.Kind.BUFFER) {
                    found.add(CudaBuffer.of(launch.buffer(i)));
                }
            }
        }
        return found.toArray(CudaBuffer[]::new);
    }

    @Override
    public void enqueue(GpuStream stream) {
        for (CudaBuffer buffer : buffers) {
            buffer.checkOpen();
        }
        context.commands().launchGraph(executable, ((CudaStream) stream).handle());
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Quietly.run(() -> context.control().destroyExecutable(executable));
        }
    }
}
