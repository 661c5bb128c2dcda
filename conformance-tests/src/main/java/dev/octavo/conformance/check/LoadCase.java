package dev.octavo.conformance.check;

import dev.octavo.spi.Backend;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether weights are taken exactly if some product with them is supported.
 *
 * @param spec the weights
 */
record LoadCase(WeightSpec spec) implements ConformanceCase {

    private static final DType[] ACTIVATIONS = {DType.F32, DType.F16, DType.BF16};

    @Override
    public String id() {
        String scales = spec.format() instanceof WeightFormat.Grouped(var bits, var size, var zeroes, DType type)
                ? ":" + GemmCase.name(type)
                : "";
        return "load[w=" + spec.format() + scales + ",n=" + spec.n() + ",k=" + spec.k() + ",experts=" + spec.experts()
                + "]";
    }

    @Override
    public boolean core() {
        return false;
    }

    @Override
    public List<String> dtypes() {
        return List.of(spec.format().toString());
    }

    /** Refusing a row that ends within a block is what a backend has to do, so it counts as support. */
    @Override
    public Support support(Backend backend) {
        Support answer = answer(backend);
        return whole() || answer.isSupported() ? answer : new Support.Native("refused, as the format wants it");
    }

    private Support answer(Backend backend) {
        return products()
                .map(backend.gemm()::support)
                .filter(Support::isSupported)
                .findFirst()
                .orElseGet(() -> backend.gemm().support(products().toList().getFirst()));
    }

    /** What is asked for: every usual activation, results in f32 or the activation's type. */
    private Stream<GemmSpec> products() {
        return Stream.of(ACTIVATIONS)
                .flatMap(type -> Stream.of(DType.F32, type)
                        .distinct()
                        .map(out -> new GemmSpec(spec, type, out, 1, ComputePrecision.STRICT, List.of())));
    }

    @Override
    public Outcome run(Backend backend) {
        return run(backend, 0);
    }

    @Override
    public Outcome run(Backend backend, long rootSeed) {
        return Verdict.of(id(), () -> {
            long before = backend.memory().stats().allocatedBytes();
            Outcome outcome = ask(backend, rootSeed);
            long after = backend.memory().stats().allocatedBytes();
            if (after != before) {
                throw new Violation(Check.LEAK, "allocated bytes went from " + before + " to " + after);
            }
            return outcome;
        });
    }

    private Outcome ask(Backend backend, long rootSeed) {
        Support support = answer(backend);
        if (!whole() && support.isSupported()) {
            throw new Violation(Check.LOAD, "rows that end within a block are supported: " + spec);
        }
        try (Bench bench = new Bench(backend, Variety.of(id(), rootSeed))) {
            Weights weights = backend.gemm().load(spec, source(bench, rootSeed), bench.queue());
            bench.queue().await();
            Weights kept = bench.keep(weights);
            if (!support.isSupported()) {
                throw new Violation(
                        Check.LOAD, "no product with these weights is supported, but they were loaded: " + spec);
            }
            if (!kept.spec().equals(spec) || kept.byteSize() < 0) {
                throw new Violation(
                        Check.LOAD, "loaded " + spec + ", got " + kept.spec() + " of " + kept.byteSize() + " bytes");
            }
            weights.close();
            return new Outcome.Passed(0);
        } catch (UnsupportedSpecException e) {
            if (!(support instanceof Support.Unsupported(String reason))) {
                throw new Violation(
                        Check.LOAD, "a product with these weights is supported, but load refused: " + e.getMessage());
            }
            if (String.valueOf(e.getMessage()).isBlank()) {
                throw new Violation(Check.LOAD, "load refused without a reason");
            }
            return whole() ? new Outcome.Unsupported(reason) : new Outcome.Passed(0);
        }
    }

    /** Whether rows are whole blocks. */
    private boolean whole() {
        return !(spec.format() instanceof WeightFormat.Blocked(var type)) || spec.k() % type.weights() == 0;
    }

    private WeightSource source(Bench bench, long rootSeed) {
        int rows = spec.n() * spec.experts();
        if (!whole()) {
            return WeightSource.stable(rows, MemorySegment.ofArray(new byte[64]));
        }
        Fill fill = Fill.of(id(), rootSeed, Pass.RANDOM, 0);
        return new HostWeights(spec, fill, bench.host(), List.of(rows), true).source();
    }
}
