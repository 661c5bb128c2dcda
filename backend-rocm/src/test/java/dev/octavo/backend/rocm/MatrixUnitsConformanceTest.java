package dev.octavo.backend.rocm;

import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.junit.ConformanceTests;
import dev.octavo.spi.Backend;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Products and attention on each kind of AMD's matrix units: on one a case for each kernel that is unlike the others, on the others those whose lanes have other numbers of a matrix to add up. Core, which
 * {@link RocmConformanceTest} runs, has F32 mostly.
 */
class MatrixUnitsConformanceTest {

    private static final Set<String> FRAGMENTS = Set.of(
            "gemm[w=q4_k,a=bf16,o=bf16,m=5,n=64,k=256,ep=none,layout=imported]",
            "gemm[w=int4g32:f16,a=f16,o=f32,m=17,n=65,k=100,ep=none,layout=dense]",
            "attention[q=f16,kv=f16,o=f16,heads=3/1,dim=72,block=8,causal,batch=16/40_5/37,layout=strided]",
            "attention[q=bf16,kv=bf16,o=bf16,heads=1/1,dim=16,block=1,causal,batch=16/40_5/37,layout=dense]");

    private static final Set<String> OTHERS = Set.of(
            "gemm[w=bf16,a=bf16,o=bf16,m=1,n=63,k=15,ep=none,layout=dense]",
            "gemm[w=q2_k,a=bf16,o=f32,m=3,n=8,k=1280,ep=none,moving,layout=strided]",
            "gemm[w=int8g32z:bf16,a=bf16,o=bf16,m=7,n=31,k=384,ep=none,layout=imported]",
            "attention[q=bf16,kv=bf16,o=bf16,heads=6/1,dim=80,block=32,window=31,batch=1/17_0/0_9/9_1/50_4/31_0/12,layout=strided]");

    private static boolean isWanted(ConformanceCase testCase, boolean all) {
        return testCase.tier() == Tier.SMOKE
                && (FRAGMENTS.contains(testCase.id()) || (all && OTHERS.contains(testCase.id())));
    }

    private static Backend backend(String processor) {
        StandIn.control()
                .become(processor, GfxTarget.of(processor).orElseThrow().waveSize());
        try {
            return StandIn.backend();
        } finally {
            StandIn.control().reset();
        }
    }

    private static Stream<DynamicTest> on(String processor, boolean all) {
        StandIn.control();
        return ConformanceTests.of(() -> backend(processor), testCase -> isWanted(testCase, all));
    }

    @TestFactory
    Stream<DynamicTest> mfma() {
        return on("gfx942", false);
    }

    @TestFactory
    Stream<DynamicTest> wmma() {
        return on("gfx1100", true);
    }

    @TestFactory
    Stream<DynamicTest> wmmaOfGfx12() {
        return on("gfx1201", false);
    }
}
