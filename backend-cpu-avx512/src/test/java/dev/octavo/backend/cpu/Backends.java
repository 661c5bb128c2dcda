package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.Probe;
import dev.octavo.spi.UserException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Opens the backend as a user would. */
final class Backends {

    private Backends() {}

    static Backend open(BackendOptions options) {
        CpuProvider provider = new CpuProvider();
        Probe probe = provider.probe();
        assertThat(probe).isInstanceOf(Probe.Available.class);
        return provider.open(((Probe.Available) probe).devices().getFirst(), options);
    }

    /** Values of the option {@code kernels} that work on this machine, but for what does in plain C what a matrix unit does. */
    static List<String> kernels() {
        return kernels(choice -> choice != KernelChoice.AUTO && choice != KernelChoice.AMX_IN_C);
    }

    /** All of them: for products of bf16 and of bytes, which alone a matrix unit has a part in. */
    static List<String> kernelsForMatrices() {
        return kernels(choice -> choice != KernelChoice.AUTO);
    }

    private static List<String> kernels(Predicate<KernelChoice> wanted) {
        return Stream.of(KernelChoice.values())
                .filter(wanted)
                .map(choice -> choice.word())
                .filter(Backends::works)
                .toList();
    }

    private static boolean works(String kernels) {
        try {
            open(new BackendOptions(Map.of("kernels", kernels))).close();
            return true;
        } catch (UserException e) {
            return false;
        }
    }

    static Backend withThreads(int threads) {
        return open(new BackendOptions(Map.of("threads", Integer.toString(threads))));
    }
}
