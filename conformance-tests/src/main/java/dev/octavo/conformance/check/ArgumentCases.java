package dev.octavo.conformance.check;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryStats;
import dev.octavo.spi.op.WeightSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.Stream;

/** Arguments that do not fit their spec are refused when they are enqueued, at once and in a capture, and nothing is written. */
final class ArgumentCases {

    private ArgumentCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(
                BehaviourCase.of("argument[product]", bench -> new ProductArguments(bench).check()),
                BehaviourCase.of("argument[attention]", bench -> new AttentionArguments(bench).check()),
                BehaviourCase.of("argument[cache]", bench -> new CacheArguments(bench).check()),
                BehaviourCase.of("argument[elementwise]", bench -> new OpArguments(bench).elementwise()),
                BehaviourCase.of("argument[norm]", bench -> new OpArguments(bench).norm()),
                BehaviourCase.of("argument[rope]", bench -> new OpArguments(bench).rope()),
                BehaviourCase.of("argument[gather]", bench -> new OpArguments(bench).gather()),
                BehaviourCase.of("argument[select]", bench -> new OpArguments(bench).select()),
                BehaviourCase.of("argument[activation]", bench -> new OpArguments(bench).activation()),
                BehaviourCase.of("argument[loading weights]", ArgumentCases::loading),
                BehaviourCase.of("argument[imports are read-only]", ArgumentCases::imports));
    }

    private static void loading(Bench bench) {
        ProductFixture product = new ProductFixture(bench, 2, 12, 24);
        MemorySegment values = product.weightValues(1);
        long row = 24 * 4;
        MemoryStats before = bench.backend().memory().stats();
        List<List<WeightSource.Part>> wrong = List.of(
                List.of(),
                List.of(new WeightSource.Part(11, values.asSlice(0, 11 * row))),
                List.of(new WeightSource.Part(12, values.asSlice(0, 12 * row - 4))),
                List.of(
                        new WeightSource.Part(6, values.asSlice(0, 6 * row)),
                        new WeightSource.Part(7, values.asSlice(0, 7 * row))),
                List.of(
                        new WeightSource.Part(6, values.asSlice(0, 6 * row)),
                        new WeightSource.Part(6, values.asSlice(0, 5 * row))));
        for (List<WeightSource.Part> parts : wrong) {
            for (boolean stable : new boolean[] {true, false}) {
                Require.refused(
                        Check.ARGUMENT,
                        "loading [12, 24] from " + parts,
                        () -> bench.backend()
                                .gemm()
                                .load(product.weightSpec(), new WeightSource(parts, stable), bench.queue())
                                .close());
            }
        }
        BehaviourCase.requireGivenBack(before, bench.backend().memory().stats());
        product.requireRight(bench.queue(), product.load(1), 1, Check.ARGUMENT, "after weights that were refused");
    }

    private static void imports(Bench bench) {
        MemorySegment host = Host.bytes(bench.variety().pattern(256, 3));
        DeviceBuffer source = bench.buffer(256);
        bench.backend().memory().importHost(host).map(bench::keep).ifPresent(imported -> {
            Require.refused(Check.IMPORT, "filling an import", () -> {
                bench.queue().fill(imported, 0, 16, (byte) 0);
                bench.queue().await();
            });
            Require.refused(Check.IMPORT, "uploading to an import", () -> {
                bench.queue().upload(Host.zeros(8), imported, 0);
                bench.queue().await();
            });
            Require.refused(Check.IMPORT, "copying to an import", () -> {
                bench.queue().copy(source, 0, imported, 0, 16);
                bench.queue().await();
            });
            Require.same(
                    host.toArray(ValueLayout.JAVA_BYTE),
                    bench.variety().pattern(256, 3),
                    Check.IMPORT,
                    "an import after refusals");
        });
    }
}
