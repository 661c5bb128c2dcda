package dev.octavo.conformance.check;

import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Runs a workload at once, again, and from a graph with changed inputs. */
final class Drive {

    private static final int REPLAYS = 2;

    private final String id;
    private final long rootSeed;
    private final Pass pass;
    private final boolean imports;
    private final BiFunction<Bench, Fill, Workload> factory;
    private final Judge judge;

    Drive(String id, long rootSeed, Pass pass, boolean imports, BiFunction<Bench, Fill, Workload> factory) {
        this.id = id;
        this.rootSeed = rootSeed;
        this.pass = pass;
        this.imports = imports;
        this.factory = factory;
        this.judge = new Judge(pass);
    }

    /** Gives the worst error as a part of its bound. */
    double run(Backend backend) {
        long before = backend.memory().stats().allocatedBytes();
        try (Bench bench = new Bench(backend, Variety.of(id, rootSeed), imports)) {
            Workload workload = factory.apply(bench, Fill.of(id, rootSeed, pass, -1));
            runAtOnce(bench, workload);
            runCaptured(bench, workload);
            bench.host().check();
        }
        long after = backend.memory().stats().allocatedBytes();
        if (after != before) {
            throw new Violation(
                    Check.LEAK, "allocated bytes went from " + before + " to " + after + " though all was closed");
        }
        return judge.worst();
    }

    private void runAtOnce(Bench bench, Workload workload) {
        workload.fill(Fill.of(id, rootSeed, pass, 0));
        stage(bench, workload);
        workload.enqueue(bench.queue());
        fetch(bench);
        examine(bench, workload);
        List<byte[]> first =
                bench.tensors().stream().map(TestTensor::bytesAfter).toList();
        stage(bench, workload);
        workload.enqueue(bench.queue());
        fetch(bench);
        if (!same(bench, first)) {
            examine(bench, workload);
            if (bench.backend().capabilities().deterministic()) {
                compareRuns(bench, first);
            }
        }
    }

    private static boolean same(Bench bench, List<byte[]> first) {
        for (int i = 0; i < first.size(); i++) {
            if (!Arrays.equals(first.get(i), bench.tensors().get(i).bytesAfter())) {
                return false;
            }
        }
        return true;
    }

    private static void compareRuns(Bench bench, List<byte[]> first) {
        for (int i = 0; i < first.size(); i++) {
            TestTensor tensor = bench.tensors().get(i);
            int at = Arrays.mismatch(first.get(i), tensor.bytesAfter());
            if (at >= 0 && tensor.role() != TestTensor.Role.SCRATCH) {
                throw new Violation(
                        Check.DETERMINISM,
                        tensor + ": byte " + (at - tensor.ref().byteOffset())
                                + " differs between two runs, but capabilities claim determinism");
            }
        }
    }

    private void runCaptured(Bench bench, Workload workload) {
        stage(bench, workload);
        Optional<CommandGraph> captured = bench.queue().capture(workload::enqueue);
        if (captured.isPresent() != bench.backend().capabilities().graphCapture()) {
            throw new Violation(
                    Check.CAPABILITIES,
                    "capabilities say graphCapture=" + !captured.isPresent() + ", but a capture gave "
                            + (captured.isPresent() ? "a graph" : "none"));
        }
        fetch(bench);
        bench.tensors().forEach(TestTensor::checkUntouched);
        if (captured.isPresent()) {
            bench.keep(captured.get());
            for (int round = 1; round <= REPLAYS; round++) {
                replay(bench, workload, captured.get(), round);
            }
        }
    }

    private void replay(Bench bench, Workload workload, CommandGraph graph, int round) {
        workload.fill(Fill.of(id, rootSeed, pass, round));
        stage(bench, workload);
        bench.queue().launch(graph);
        fetch(bench);
        try {
            examine(bench, workload);
        } catch (Violation e) {
            throw new Violation(Check.REPLAY, "launch " + round + " of a graph: " + e.getMessage());
        }
    }

    private static void stage(Bench bench, Workload workload) {
        bench.tensors().forEach(tensor -> tensor.stage(bench.queue()));
        workload.stage(bench.queue());
    }

    private static void fetch(Bench bench) {
        bench.tensors().forEach(tensor -> tensor.fetch(bench.queue()));
        bench.queue().await();
        bench.tensors().forEach(TestTensor::arrived);
    }

    private void examine(Bench bench, Workload workload) {
        bench.tensors().forEach(TestTensor::checkSurroundings);
        workload.judge(judge);
    }
}
