package dev.octavo.backend.cuda;

import dev.octavo.backend.cuda.ffi.Compiler;
import dev.octavo.gpu.code.KernelCache;
import dev.octavo.gpu.code.KernelImage;
import dev.octavo.gpu.code.KernelImages;
import dev.octavo.gpu.code.KernelList;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.KernelSources;
import dev.octavo.spi.DeviceException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Kernels that NVRTC compiles when they are asked for, where it is installed. */
final class CompiledKernels implements KernelImages {

    private static final Logger LOG = System.getLogger(CompiledKernels.class.getName());

    private final Compiler compiler;
    private final int architecture;
    private final KernelCache cache;

    /** @param architecture compute capability times ten */
    CompiledKernels(Compiler compiler, int architecture, KernelCache cache) {
        this.compiler = compiler;
        this.architecture = architecture;
        this.cache = cache;
    }

    @Override
    public Optional<KernelImage> find(KernelKey key) {
        if (compiler.lack().isPresent()) {
            return Optional.empty();
        }
        List<String> options = new ArrayList<>(List.of("--gpu-architecture=" + target(architecture), "--std=c++17"));
        key.defines().forEach(define -> options.add("-D" + define));
        String source = KernelSources.translationUnit("vendor/cuda", key.source());
        List<String> origin = new ArrayList<>(options);
        origin.addAll(List.of(compiler.version(), source));
        byte[] code = cache.find(origin).orElseGet(() -> compile(key, source, options, origin));
        // All entries of a source with the same definitions are one module.
        String name = "compiled " + key.source() + " " + key.defines();
        return Optional.of(new KernelImage(name, () -> code, key.entry()));
    }

    private byte[] compile(KernelKey key, String source, List<String> options, List<String> origin) {
        LOG.log(Level.DEBUG, "compiling {0}", key);
        return switch (compiler.compile(source, key.source() + ".cu", options)) {
            case Compiler.Result.Code(byte[] code) -> {
                cache.keep(origin, code);
                yield code;
            }
            case Compiler.Result.Refusal(String log) ->
                throw new DeviceException("NVRTC cannot compile kernel " + KernelList.line(key) + ":\n" + log);
        };
    }

    @Override
    public String lack(KernelKey key) {
        return compiler.lack().orElse("the driver does not take what NVRTC made");
    }

    /** Hopper and Blackwell have instructions that only their own targets allow. */
    static String target(int architecture) {
        boolean specific = architecture == 90 || architecture == 100 || architecture == 103;
        return "sm_" + architecture + (specific ? "a" : "");
    }
}
