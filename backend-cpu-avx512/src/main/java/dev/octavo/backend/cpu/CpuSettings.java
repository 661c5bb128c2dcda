package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.topology.CpuBind;
import dev.octavo.backend.cpu.topology.CpuSet;
import dev.octavo.backend.cpu.topology.Seating;
import dev.octavo.backend.cpu.topology.Topology;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.UserException;
import dev.octavo.spi.op.AttentionVariant;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a user can set.
 *
 * @param threads threads that compute, the enqueuing one included
 * @param spin how often an idle worker looks for work before it sleeps
 * @param kernels what multiplies matrices
 * @param vectorBits width of vectors, if it matters to the user
 * @param seating where threads belong
 * @param asked whether somebody wants to know that
 * @param attention the kind of attention, if it matters to the user
 */
record CpuSettings(
        int threads,
        int spin,
        KernelChoice kernels,
        OptionalInt vectorBits,
        Seating seating,
        boolean asked,
        Optional<String> attention) {

    private static final System.Logger LOG = System.getLogger("dev.octavo.backend.cpu");
    private static final String BIND = "cpu-bind";

    /** Hand-off by spinning costs 0.4 microseconds, waking a sleeper 8; 20,000 looks bridge the gaps inside a step. */
    private static final int DEFAULT_SPIN = 20_000;

    private static final int MAX_THREADS = 1024;

    static CpuSettings from(BackendOptions options) {
        return from(options, HostFacts.topology(), HostFacts.processors());
    }

    /**
     * Settings for a machine.
     *
     * @param processors whose time the process may use
     */
    static CpuSettings from(BackendOptions options, Topology topology, int processors) {
        String text = options.text(BIND).orElse("auto");
        CpuBind bind = CpuBind.parse(text)
                .orElseThrow(() -> new UserException("backend option " + BIND + "=" + text
                        + " is none of auto, none, nodes, and no list of processors such as 0-3,8"));
        // Two threads of one core wait for the same memory and the same arithmetic.
        int most = Math.min(topology.cores(), processors);
        if (bind instanceof CpuBind.Listed(CpuSet cpus)) {
            check(cpus, topology);
            most = cpus.size();
        }
        int threads = options.integer("threads", Math.clamp(most, 1, MAX_THREADS), 1, MAX_THREADS);
        if (bind instanceof CpuBind.Listed && threads > most) {
            throw new UserException("backend option threads=" + threads + ", but " + BIND + "=" + text + " names "
                    + most + " processors; name as many, or leave threads out");
        }
        return new CpuSettings(
                threads,
                options.integer("spin", DEFAULT_SPIN, 0, Integer.MAX_VALUE),
                KernelChoice.from(options),
                vectorBits(options),
                Seating.of(bind, topology),
                options.text(BIND).isPresent(),
                options.text(AttentionVariant.OPTION));
    }

    private static OptionalInt vectorBits(BackendOptions options) {
        String text = options.text("vector-bits").orElse("auto");
        return switch (text) {
            case "auto" -> OptionalInt.empty();
            case "128", "256", "512" -> OptionalInt.of(Integer.parseInt(text));
            default ->
                throw new UserException("backend option vector-bits=" + text + " is none of auto, 128, 256, 512");
        };
    }

    private static void check(CpuSet cpus, Topology topology) {
        CpuSet missing = cpus.without(topology.all());
        if (!missing.isEmpty()) {
            throw new UserException("backend option " + BIND + ": this process may not run on processors " + missing
                    + "; it may on " + topology.all());
        }
    }

    /** Says what became of a wish. */
    void report() {
        boolean several = seating.nodes().size() > 1;
        LOG.log(
                asked || several ? Level.INFO : Level.DEBUG,
                () -> threads
                        + (threads == 1 ? " thread, " : " threads, ")
                        + seating.words()
                        + (several
                                ? "; copied and packed weights lie on the nodes that read them, mapped files where the system put them"
                                : seating.binds() ? "" : "; nothing to bind or to place"));
    }
}
