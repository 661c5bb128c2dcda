package dev.octavo.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.backend.cuda.config.CudaConfig;
import dev.octavo.backend.cuda.ffi.StandInControl;
import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.check.ConformanceSuite;
import dev.octavo.conformance.check.Outcome;
import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.junit.ConformanceTests;
import dev.octavo.spi.Backend;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kernels under the stand-in's watch: what they copy and multiply comes as late as a wait allows, work-items run in changing orders, and whoever touches work-group memory that another one touches without a barrier between is
 * found. A case for each kernel that has barriers, and with {@code octavo.cuda.strict} as {@code smoke} or {@code full} all of that tier; and that the watch finds what is taken away from kernels.
 */
class CudaStrictTest {

    private static final String STREAM = "gemm[w=f16,a=f32,o=f32,m=1,n=127,k=63,ep=none,layout=dense]";
    private static final String TILE = "gemm[w=bf16,a=bf16,o=bf16,m=100,n=256,k=257,ep=none,layout=dense]";
    private static final String HOPPER =
            "attention[q=bf16,kv=bf16,o=bf16,heads=14/2,dim=64,block=16,causal,batch=4/128_8/67_5/33,layout=strided]";
    private static final String UNITS =
            "attention[q=f16,kv=f16,o=f16,heads=3/1,dim=72,block=8,causal,batch=16/40_5/37,layout=strided]";
    private static final String SUM =
            "layernorm[t=f32_f32_f32,shape=1x2x2048,residual,weight=true,bias=true,layout=dense]";

    private static final Set<String> CHOSEN = Set.of(
            STREAM,
            TILE,
            HOPPER,
            UNITS,
            SUM,
            "gemm[w=f32,a=f32,o=f32,m=127,n=7,k=65,ep=none,layout=dense]",
            "gemm[w=q4_k,a=bf16,o=bf16,m=5,n=64,k=256,ep=none,layout=imported]",
            "attention[q=f16,kv=f16,o=f16,heads=2/1,dim=128,block=16,causal,batch=1/512_1/1024_7/512_7/1024,layout=strided]",
            "attention[q=f32,kv=f16,o=f32,heads=1/1,dim=16,block=1,causal,batch=4/128_8/67_5/33,layout=dense]",
            "kv[append,t=i8,from=f32,tokens=6,heads=2,k=64,v=64,block=16,layout=dense]",
            "softmax[t=f32,shape=2x1000,log=false,scale=0.37,inplace,layout=strided]",
            "select[argmax,t=f32,shape=4x2049,count=1,ties,layout=dense]",
            "select[top_k,t=f32,shape=33x256,count=31,ties,layout=strided]",
            "select[sample,t=f32,planted,shape=12x65,count=1,layout=strided]",
            "draw[peaked,t=f32,shape=14x64,layout=strided]",
            "route[t=f32,softmax,experts=128,k=8,groups=1of1,renormalize=true,scale=1.0,bias=false,tokens=7,layout=dense]");

    @AfterEach
    void nothingIsMissingAnyMore() {
        StandInControl.plant(StandIn.strictCompiler(), "", "", 0);
    }

    @TestFactory
    Stream<DynamicTest> conformance() {
        StandIn.strictCompiler();
        String asked = System.getProperty("octavo.cuda.strict", "chosen");
        return ConformanceTests.of(StandIn::strictBackend, testCase -> isWanted(testCase, asked));
    }

    private static boolean isWanted(ConformanceCase testCase, String asked) {
        boolean all = (asked.equals("smoke") && testCase.tier() == Tier.SMOKE)
                || (asked.equals("full") && testCase.tier() != Tier.SOAK);
        return all || CHOSEN.contains(testCase.id());
    }

    /** Each is a fault that plain runs do not see: there copies and products are done at once, and work-items take turns at barriers of the crews' words too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemm_tile.k        | COPIES_WAIT(STAGES - 2);    | 0 | still being copied to                      |"
                        + TILE,
                "gemm_tile.k        | BARRIER();                  | 0 | no barrier between                         |"
                        + TILE,
                "gemm_stream.k      | BARRIER();                  | 2 | no barrier between                         |"
                        + STREAM,
                "rows.h             | TOGETHER();                 | 2 | no barrier between                         |"
                        + SUM,
                "attention_units.k  | COPIES_WAIT(1);             | 0 | still being copied to                      |"
                        + UNITS,
                "attention_hopper.k | COPIES_WAIT(STAGES - 2);    | 0 | still being copied to                      |"
                        + HOPPER,
                "attention_hopper.k | TO_UNITS();                 | 1 | did not show to units                      |"
                        + HOPPER,
                "attention_hopper.k | START_PRODUCTS();           | 2 | changed since they were said to be ready   |"
                        + HOPPER,
                "attention_hopper.k | PRODUCTS_WAIT(1);           | 0 | a product that was not waited for          |"
                        + HOPPER,
                "attention_hopper.k | PRODUCTS_WAIT(0);           | 1 | a product that was not waited for          |"
                        + HOPPER,
                "attention_hopper.k | MEET_WAIT(gate, turn);      | 0 | no barrier between                         |"
                        + HOPPER,
            })
    void aFaultIsFound(String file, String text, int which, String finding, String id) {
        String compiler = StandIn.strictCompiler();
        ConformanceCase testCase = ConformanceSuite.cases().stream()
                .filter(candidate -> candidate.id().equals(id))
                .findFirst()
                .orElseThrow();
        StandInControl.plant(compiler, file, text, which);
        try (Backend backend = StandIn.strictBackend()) {
            assertThat(testCase.run(backend)).isInstanceOf(Outcome.Failed.class);
        }
        assertThat(StandInControl.finding(CudaConfig.read().driverLibrary())).contains(finding);
    }
}
