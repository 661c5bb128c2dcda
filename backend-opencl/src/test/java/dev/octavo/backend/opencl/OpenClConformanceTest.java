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
 * The shared suite on the first OpenCL device of this machine: the smoke tier. {@code -Doctavo.opencl.conformance=full} asks for the full one, {@code cards} for the smoke tier with the kernels and copies of
 * cards, which take half an hour to compile.
 */
class OpenClConformanceTest {

    /** Families that a processor runs by the kernels of cards in seconds; of attention one case with all that is special about it: barriers in loops. */
    private static final Set<String> ON_CARDS = Set.of("transfer", "rmsnorm", "softmax", "kv");

    private static final String ATTENTION_ON_CARDS = "attention[q=f32,kv=f16,o=f32,heads=4/2,dim=64,block=8";

    /** Families of what queues do themselves. */
    private static final Set<String> QUEUES = Set.of("queue", "transfer", "chain", "graph");

    private static final String ASKED = System.getProperty("octavo.opencl.conformance", "smoke");

    @TestFactory
    Stream<DynamicTest> conformance() {
        Devices.require();
        return ConformanceTests.of(Devices::open, OpenClConformanceTest::isAsked);
    }

    private static boolean isAsked(ConformanceCase testCase) {
        return testCase.tier().compareTo(ASKED.equals("full") ? Tier.FULL : Tier.SMOKE) <= 0;
    }

    /** Queues whose device may take commands in any order. */
    @TestFactory
    Stream<DynamicTest> outOfOrder() {
        Devices.require();
        return ConformanceTests.of(
                () -> Devices.open(new BackendOptions(Map.of("queue", "out-of-order"))),
                testCase -> testCase.tier() == Tier.SMOKE && QUEUES.contains(testCase.family()));
    }

    @TestFactory
    Stream<DynamicTest> asOnCards() {
        Devices.require();
        return ConformanceTests.of(
                () -> Devices.open(new BackendOptions(Map.of("kernels", "lanes", "staging", "copied"))),
                OpenClConformanceTest::isAskedOnCards);
    }

    /** Captured launches as command buffers; the smoke tier has them in the way that this device takes by itself. */
    @TestFactory
    Stream<DynamicTest> inCommandBuffers() {
        Devices.require();
        return ConformanceTests.of(
                () -> Devices.open(new BackendOptions(Map.of("graphs", "buffers"))),
                testCase -> testCase.tier() == Tier.SMOKE && testCase.family().equals("graph"));
    }

    private static boolean isAskedOnCards(ConformanceCase testCase) {
        boolean part = ON_CARDS.contains(testCase.family()) || testCase.id().startsWith(ATTENTION_ON_CARDS);
        return testCase.tier() == Tier.SMOKE && (ASKED.equals("cards") || (testCase.core() && part));
    }
}
