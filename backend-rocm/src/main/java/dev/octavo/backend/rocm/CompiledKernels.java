package dev.octavo.backend.rocm;

import dev.octavo.backend.rocm.ffi.Compiler;
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

/** Kernels that HIPRTC compiles when they are asked for, where it is installed. */
final class CompiledKernels implements KernelImages {

    private static final Logger LOG = System.getLogger(CompiledKernels.class.getName());

    private final Compiler compiler;
    private final GfxTarget target;
    private final KernelCache cache;

    /** @param target as a device of this machine reported it */
    CompiledKernels(Compiler compiler, GfxTarget target, KernelCache cache) {
        this.compiler = compiler;
        this.target = target;
        this.cache = cache;
    }

    @Override
    public Optional<KernelImage> find(KernelKey key) {
        if (compiler.lack().isPresent()) {
            return Optional.empty();
        }
        // What is not marked for unrolling is left rolled: else whole tiles are loaded into registers at once, and
        // spilled.
        List<String> options =
                new ArrayList<>(List.of("--offload-arch=" + target.full(), "-std=c++17", "-O3", "-fno-unroll-loops"));
        if (target.isRdna()) {
            options.add("-mcumode"); // as kernels/build does
        }
        key.defines().forEach(define -> options.add("-D" + define));
        String source = KernelSources.translationUnit("vendor/hip", key.source());
        List<String> origin = new ArrayList<>(options);
        origin.addAll(List.of(compiler.version(), source));
        byte[] code = cache.find(origin).orElseGet(() -> compile(key, source, options, origin));
        // All entries of a source with the same definitions are one module.
        String name = "compiled " + key.source() + " " + key.defines();
        return Optional.of(new KernelImage(name, () -> code, key.entry()));
    }

    private byte[] compile(KernelKey key, String source, List<String> options, List<String> origin) {
        LOG.log(Level.DEBUG, "compiling {0}", key);
        return switch (compiler.compile(source, key.source() + ".hip", options)) {
            case Compiler.Result.Code(byte[] code) -> {
                cache.keep(origin, code);
                yield code;
            }
            case Compiler.Result.Refusal(String log) ->
                throw new DeviceException("HIPRTC cannot compile kernel " + KernelList.line(key) + ":\n" + log);
        };
    }

    @Override
    public String lack(KernelKey key) {
        return compiler.lack().orElse("the library does not take what HIPRTC made");
    }
}
