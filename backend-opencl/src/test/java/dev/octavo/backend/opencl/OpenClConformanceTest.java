package dev.octavo.backend.opencl;

import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.junit.ConformanceTests;
import dev.octavo.spi.BackendOptions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The shared suite's smoke tier on the first OpenCL device of this machine, and a part of its core with the kernels and copies of cards. {@code -Doctavo.opencl.conformance=full} asks for the full
 * tier; {@code cards} for the smoke tier as on cards, whose kernels a processor's driver compiles for half an hour.
 */
class OpenClConformanceTest {

    /** Families that a processor runs by the kernels of cards in seconds; of attention one case with all that is special about it: barriers in loops. */
    private static final Set<String> ON_CARDS = Set.of("transfer", "rmsnorm", "softmax", "kv");

    private static final String ATTENTION_ON_CARDS = "attention[q=f32,kv=f16,o=f32,heads=4/2,dim=64";

    private static final String ASKED = System.getProperty("octavo.opencl.conformance", "smoke");

    @TestFactory
    Stream<DynamicTest> conformance() {
        Devices.require();
        Tier most = ASKED.equals("full") ? Tier.FULL : Tier.SMOKE;
        return ConformanceTests.of(Devices::open, testCase -> testCase.tier().compareTo(most) <= 0);
    }

    @TestFactory
    Stream<DynamicTest> asOnCards() {
        Devices.require();
        return ConformanceTests.of(
                () -> Devices.open(new BackendOptions(Map.of("kernels", "lanes", "staging", "copied"))),
                OpenClConformanceTest::isAskedOnCards);
    }

    private static boolean isAskedOnCards(ConformanceCase testCase) {
        boolean part = ON_CARDS.contains(testCase.family()) || testCase.id().startsWith(ATTENTION_ON_CARDS);
        return testCase.tier() == Tier.SMOKE && (ASKED.equals("cards") || (testCase.core() && part));
    }
}
