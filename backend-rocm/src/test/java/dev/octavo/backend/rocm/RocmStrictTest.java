package dev.octavo.backend.rocm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.backend.rocm.ffi.StandInControl;
import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.check.ConformanceSuite;
import dev.octavo.conformance.check.Outcome;
import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.junit.ConformanceTests;
import dev.octavo.spi.Backend;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Kernels for AMD's matrix units under the stand-in's watch, which finds a barrier too few: waves of 32 and of 64 have other numbers of a matrix, and share work-group memory otherwise. All other kernels are the same for every
 * vendor, and watched by the CUDA backend's tests.
 */
class RocmStrictTest {

    private static final String TILE = "gemm[w=bf16,a=bf16,o=bf16,m=100,n=256,k=257,ep=none,layout=dense]";

    private static final Set<String> CASES = Set.of(
            TILE,
            "gemm[w=f16,a=f32,o=f32,m=1,n=127,k=63,ep=none,layout=dense]",
            "gemm[w=q4_k,a=bf16,o=bf16,m=5,n=64,k=256,ep=none,layout=imported]",
            "gemm[w=int4g32:f16,a=f16,o=f32,m=17,n=65,k=100,ep=none,layout=dense]",
            "attention[q=f16,kv=f16,o=f16,heads=3/1,dim=72,block=8,causal,batch=16/40_5/37,layout=strided]");

    private static Stream<DynamicTest> on(String processor) {
        StandIn.control();
        return ConformanceTests.of(
                () -> StandIn.strictBackend(processor),
                testCase -> testCase.tier() != Tier.SOAK && CASES.contains(testCase.id()));
    }

    @TestFactory
    Stream<DynamicTest> wavesOf64() {
        return on("gfx942");
    }

    @TestFactory
    Stream<DynamicTest> wavesOf32() {
        return on("gfx1100");
    }

    @TestFactory
    Stream<DynamicTest> wavesOf32OfGfx12() {
        return on("gfx1201");
    }

    @Test
    void aBarrierTooFewIsFound() {
        StandInControl library = StandIn.control();
        StandInControl compiler = new StandInControl(StandIn.strictCompiler());
        ConformanceCase tile = ConformanceSuite.cases().stream()
                .filter(testCase -> testCase.id().equals(TILE))
                .findFirst()
                .orElseThrow();
        compiler.plant("gemm_tile.k", "BARRIER();", 0);
        try (Backend backend = StandIn.strictBackend("gfx942")) {
            assertThat(tile.run(backend)).isInstanceOf(Outcome.Failed.class);
        } finally {
            compiler.plant("", "", 0);
        }
        assertThat(library.finding()).contains("gemm_tile", "no barrier between");
    }
}
