package dev.octavo.gpu.code;

import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.KernelSources;
import dev.octavo.spi.DeviceException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Kernels that a compiler makes when they are asked for, where it is installed. */
public final class CompiledKernels implements KernelImages {

    private static final Logger LOG = System.getLogger(CompiledKernels.class.getName());

    private final KernelCompiler compiler;
    private final Dialect dialect;
    private final List<String> options;
    private final KernelCache cache;

    /** @param options for every kernel; they name an architecture that a device of this machine reported */
    public CompiledKernels(KernelCompiler compiler, Dialect dialect, List<String> options, KernelCache cache) {
        this.compiler = compiler;
        this.dialect = dialect;
        this.options = List.copyOf(options);
        this.cache = cache;
    }

    @Override
    public Optional<KernelImage> find(KernelKey key) {
        if (compiler.lack().isPresent()) {
            return Optional.empty();
        }
        List<String> all = new ArrayList<>(options);
        key.defines().forEach(define -> all.add("-D" + define));
        String source = KernelSources.translationUnit(dialect.header(), key.source());
        List<String> origin = new ArrayList<>(all);
        origin.addAll(List.of(compiler.version(), source));
        byte[] code = cache.find(origin).orElseGet(() -> compile(key, source, all, origin));
        // All entries of a source with the same definitions are one module.
        String name = "compiled " + key.source() + " " + key.defines();
        return Optional.of(new KernelImage(name, () -> code, key.entry()));
    }

    private byte[] compile(KernelKey key, String source, List<String> all, List<String> origin) {
        LOG.log(Level.DEBUG, "compiling {0}", key);
        return switch (compiler.compile(source, key.source() + dialect.suffix(), all)) {
            case KernelCompiler.Result.Code(byte[] code) -> {
                cache.keep(origin, code);
                yield code;
            }
            case KernelCompiler.Result.Refusal(String log) ->
                throw new DeviceException(
                        dialect.compiler() + " cannot compile kernel " + KernelList.line(key) + ":\n" + log);
        };
    }

    @Override
    public String lack(KernelKey key) {
        return compiler.lack()
                .orElseGet(() -> "the " + dialect.loader() + " does not take what " + dialect.compiler() + " made");
    }
}
