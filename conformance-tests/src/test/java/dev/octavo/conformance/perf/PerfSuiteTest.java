package dev.octavo.conformance.perf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.conformance.reference.ReferenceProvider;
import dev.octavo.spi.Backend;
import dev.octavo.spi.Support;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerfSuiteTest {

    @Test
    void idsAreUniqueAndCeilingsComeFirst() {
        List<PerfCase> cases = PerfSuite.cases();
        assertThat(cases).extracting(PerfCase::id).doesNotHaveDuplicates();
        assertThat(cases.getFirst().family()).isEqualTo(PerfSuite.CEILING);
        assertThat(cases)
                .extracting(PerfCase::family)
                .contains("gemm", "attention", "kv", "rmsnorm", "rope", "select", "route");
    }

    @Test
    void supportIsAskedWithoutRunning() {
        try (Backend backend = ReferenceProvider.openDefault()) {
            for (PerfCase one : PerfSuite.cases()) {
                assertThat(one.support(backend)).as(one.id()).isNotNull();
            }
            assertThat(backend.memory().stats().allocatedBytes()).isZero();
        }
    }

    @Test
    void smallCasesAreMeasuredAndLeaveNothingBehind() {
        try (Backend backend = ReferenceProvider.openDefault()) {
            for (String id : List.of("kv[append,t=f16", "select[argmax", "rope[t=bf16")) {
                PerfCase one = PerfSuite.cases().stream()
                        .filter(candidate -> candidate.id().startsWith(id))
                        .findFirst()
                        .orElseThrow();
                assertThat(one.support(backend)).isInstanceOf(Support.Native.class);
                Measurement measured = one.measure(backend);
                assertThat(measured.seconds()).as(one.id()).isPositive();
                assertThat(measured.repeats()).isGreaterThanOrEqualTo(5);
                assertThat(measured.gigabytesPerSecond()).isPositive();
            }
            assertThat(backend.memory().stats().allocatedBytes()).isZero();
        }
    }

    @Test
    void timesAreThoseOfTheCommand() {
        try (Backend backend = ReferenceProvider.openDefault()) {
            Timing sleeping = new Timing(
                    "nap[]",
                    List.of(),
                    asked -> new Support.Native(""),
                    lab -> new Timing.Work(sink -> nap(), 1e6, 2e6));
            Measurement measured = sleeping.measure(backend);
            assertThat(measured.seconds()).isBetween(0.01, 5.0);
            assertThat(measured.bytes()).isEqualTo(1e6);
            assertThat(measured.gigaflops()).isEqualTo(2e6 / measured.seconds() / 1e9);
        }
    }

    private static void nap() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
