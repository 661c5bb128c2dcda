package dev.octavo.backend.cuda;

import dev.octavo.backend.cuda.driver.Handle;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.spi.UnsupportedSpecException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kernels of an open device; modules are loaded when their first kernel is asked for. */
final class CudaKernels {

    private final CudaContext context;
    private final List<KernelImages> sources;
    private final KernelList list;
    private final Map<String, Handle> modules = new HashMap<>();
    private final Map<KernelKey, CudaKernel> kernels = new HashMap<>();

    /** @param sources asked in order */
    CudaKernels(CudaContext context, List<KernelImages> sources, KernelList list) {
        this.context = context;
        this.sources = List.copyOf(sources);
        this.list = list;
    }

    synchronized GpuKernel kernel(KernelKey key) {
        CudaKernel known = kernels.get(key);
        if (known == null) {
            known = load(key);
            kernels.put(key, known);
        }
        return known;
    }

    private CudaKernel load(KernelKey key) {
        list.add(key);
        for (KernelImages source : sources) {
            Optional<KernelImage> image = source.find(key);
            if (image.isPresent()) {
                Handle function = context.control()
                        .function(module(image.get()), image.get().symbol());
                return new CudaKernel(key, function, context.control().maxThreads(function));
            }
        }
        throw new UnsupportedSpecException("cuda: there is no machine code for kernel " + KernelList.line(key) + ": "
                + sources.stream().map(KernelImages::lack).collect(Collectors.joining("; ")));
    }

    private Handle module(KernelImage image) {
        Handle module = modules.get(image.name());
        if (module == null) {
            byte[] code = image.code().get();
            module = context.control().loadModule(code);
            modules.put(image.name(), module);
        }
        return module;
    }

    /** Unloads all. */
    synchronized void close() {
        for (Handle module : modules.values()) {
            Quietly.run(() -> context.control().unloadModule(module));
        }
        modules.clear();
        kernels.clear();
    }
}
