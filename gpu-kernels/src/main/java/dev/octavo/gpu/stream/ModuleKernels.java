package dev.octavo.gpu.stream;

import dev.octavo.gpu.code.KernelImage;
import dev.octavo.gpu.code.KernelImages;
import dev.octavo.gpu.code.KernelList;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.spi.UnsupportedSpecException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kernels of an open device; modules are loaded when their first kernel is asked for. */
public final class ModuleKernels {

    private final String id;
    private final DeviceContext context;
    private final List<KernelImages> sources;
    private final KernelList list;
    private final Map<String, Optional<Handle>> modules = new HashMap<>();
    private final Map<KernelKey, ModuleKernel> kernels = new HashMap<>();

    /**
     * Loads nothing yet.
     *
     * @param id of the backend, for messages
     * @param sources asked in order
     */
    public ModuleKernels(String id, DeviceContext context, List<KernelImages> sources, KernelList list) {
        this.id = id;
        this.context = context;
        this.sources = List.copyOf(sources);
        this.list = list;
    }

    synchronized GpuKernel kernel(KernelKey key) {
        ModuleKernel known = kernels.get(key);
        if (known == null) {
            known = load(key);
            kernels.put(key, known);
        }
        return known;
    }

    private ModuleKernel load(KernelKey key) {
        list.add(key);
        for (KernelImages source : sources) {
            Optional<Handle> function = source.find(key).flatMap(this::function);
            if (function.isPresent()) {
                return kernel(key, function.get());
            }
        }
        throw new UnsupportedSpecException(id + ": there is no machine code for kernel " + KernelList.line(key) + ": "
                + sources.stream().map(source -> source.lack(key)).collect(Collectors.joining("; ")));
    }

    private ModuleKernel kernel(KernelKey key, Handle function) {
        int localBytes = key.localBytes();
        if (localBytes > 0) {
            context.control().allowLocal(function, localBytes);
        }
        return new ModuleKernel(key, function, context.control().maxThreads(function), localBytes);
    }

    /** Empty if the device cannot run what is in it. */
    private Optional<Handle> module(KernelImage image) {
        return modules.computeIfAbsent(
                image.name(),
                name -> Optional.ofNullable(
                        context.control().loadModule(image.code().get())));
    }

    /** Empty if the device cannot run what is in the image. */
    private Optional<Handle> function(KernelImage image) {
        Optional<Handle> module = module(image);
        if (module.isEmpty()) {
            return module;
        }
        @Nullable Handle function = context.control().function(module.get(), image.symbol());
        if (function == null) {
            modules.put(image.name(), Optional.empty());
            context.control().unloadModule(module.get());
        }
        return Optional.ofNullable(function);
    }

    /** Unloads all. */
    synchronized void close() {
        for (Optional<Handle> module : modules.values()) {
            module.ifPresent(open -> Quietly.run(() -> context.control().unloadModule(open)));
        }
        modules.clear();
        kernels.clear();
    }
}
