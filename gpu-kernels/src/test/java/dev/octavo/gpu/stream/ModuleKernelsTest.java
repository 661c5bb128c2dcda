package dev.octavo.gpu.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.gpu.code.KernelImage;
import dev.octavo.gpu.code.KernelImages;
import dev.octavo.gpu.code.KernelList;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.spi.UnsupportedSpecException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Machine code that the device cannot run, whenever the library says so, is as good as none. */
class ModuleKernelsTest {

    private static final KernelKey FIRST = KernelKey.of("norm", "first");
    private static final KernelKey SECOND = KernelKey.of("norm", "second");

    private final List<String> calls = new ArrayList<>();

    private record Named(String name) implements Handle {
        @Override
        public long address() {
            return 0;
        }
    }

    /** All kernels, in one module of a name. */
    private record Source(String name) implements KernelImages {
        @Override
        public Optional<KernelImage> find(KernelKey key) {
            return Optional.of(new KernelImage(name, () -> name.getBytes(StandardCharsets.UTF_8), key.entry()));
        }

        @Override
        public String lack(KernelKey key) {
            return name + " is for others";
        }
    }

    /** A library that reads images late: modules always load, but those called foreign have no functions. */
    private @Nullable Object answer(String method, Object[] arguments) {
        return switch (method) {
            case "retainPrimary" -> new Named("context");
            case "loadModule" -> {
                String name = new String((byte[]) arguments[0], StandardCharsets.UTF_8);
                calls.add("load " + name);
                yield name.startsWith("refused") ? null : new Named(name);
            }
            case "unloadModule" -> {
                calls.add("unload " + ((Named) arguments[0]).name());
                yield null;
            }
            case "function" -> {
                String module = ((Named) arguments[0]).name();
                yield module.startsWith("foreign") ? null : new Named(module + " " + arguments[1]);
            }
            case "maxThreads" -> 256;
            default -> null;
        };
    }

    private <T> T pretend(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer(method.getName(), arguments)));
    }

    private ModuleKernels kernels(String... sources) {
        LaunchLimits limits = new LaunchLimits("test", 1, 1, 1, 1);
        DeviceContext context =
                new DeviceContext(pretend(DeviceControl.class), pretend(DeviceCommands.class), limits, 0);
        List<KernelImages> all = new ArrayList<>();
        for (String source : sources) {
            all.add(new Source(source));
        }
        return new ModuleKernels("test", context, all, new KernelList(""));
    }

    private static String function(ModuleKernels kernels, KernelKey key) {
        return ((Named) ModuleKernel.of(kernels.kernel(key)).function()).name();
    }

    @Test
    void codeThatIsRefusedLateIsLookedForElsewhere() {
        ModuleKernels kernels = kernels("refused", "foreign", "own");
        assertThat(function(kernels, FIRST)).isEqualTo("own first");
        assertThat(function(kernels, SECOND)).isEqualTo("own second");
        assertThat(calls)
                .as("nothing is tried twice, and nothing stays")
                .containsExactly("load refused", "load foreign", "unload foreign", "load own");
        kernels.close();
        assertThat(calls).last().isEqualTo("unload own");
    }

    @Test
    void whereNothingRunsTheReasonsAreNamed() {
        assertThatThrownBy(() -> kernels("foreign").kernel(FIRST))
                .isInstanceOf(UnsupportedSpecException.class)
                .hasMessageContaining("norm first")
                .hasMessageContaining("foreign is for others");
    }
}
