package dev.octavo.backend.cuda;

import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.junit.ConformanceTests;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Attention by warpgroups, which Core, whose numbers are f32 mostly, hardly asks for: a case for each size of heads and each thing that a spec can ask for, and with {@code octavo.cuda.conformance} as {@code full} all cases of
 * the full tier that run on them.
 */
class CudaHopperTest {

    private static final Pattern ALL =
            Pattern.compile("attention\\[q=(b?f16),kv=\\1,.*dim=(64|128|192|256)(,v=(64|128|256))?,block.*");

    private static final Set<String> CHOSEN = Set.of(
            "attention[q=bf16,kv=bf16,o=bf16,heads=14/2,dim=64,block=16,causal,batch=4/128_8/67_5/33,layout=strided]",
            "attention[q=f16,kv=f16,o=f16,heads=4/4,dim=64,block=16,causal,alibi,batch=1/1_1/5_1/33_1/64_1/100,layout=strided]",
            "attention[q=f16,kv=f16,o=f16,heads=8/2,dim=128,block=16,window=7,cap=2.5,batch=16/40_5/37,layout=strided]",
            "attention[q=bf16,kv=bf16,o=bf16,heads=8/2,dim=128,block=16,window=5,batch=1/17_0/0_9/9_1/50_4/31_0/12,layout=dense]",
            "attention[q=bf16,kv=bf16,o=bf16,heads=4/2,dim=64,block=8,bidirectional,cap=2.5,sinks,alibi,batch=16/40_5/37,layout=dense]",
            "attention[q=bf16,kv=bf16,o=f32,heads=4/2,dim=64,block=8,causal,batch=1/17_0/0_9/9_1/50_4/31_0/12,layout=dense]",
            "attention[q=f16,kv=f16,o=f16,heads=4/4,dim=192,v=128,block=16,causal,batch=1/17_0/0_9/9_1/50_4/31_0/12,layout=dense]",
            "attention[q=f16,kv=f16,o=f16,heads=3/1,dim=256,block=8,causal,batch=16/40_5/37,layout=strided]",
            "attention[q=f16,kv=f16,o=f16,heads=2/1,dim=128,block=16,causal,batch=1/512_1/1024_7/512_7/1024,layout=strided]");

    @TestFactory
    Stream<DynamicTest> conformance() {
        StandIn.require();
        boolean all = System.getProperty("octavo.cuda.conformance", "core").equals("full");
        return ConformanceTests.of(StandIn::backend, testCase -> isWanted(testCase, all));
    }

    private static boolean isWanted(ConformanceCase testCase, boolean all) {
        return testCase.tier() != Tier.SOAK
                && (CHOSEN.contains(testCase.id())
                        || (all && ALL.matcher(testCase.id()).matches()));
    }
}
