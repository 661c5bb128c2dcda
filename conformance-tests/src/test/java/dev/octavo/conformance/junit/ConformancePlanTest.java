package dev.octavo.conformance.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.fork.FaultyProvider;
import dev.octavo.conformance.reference.ReferenceProvider;
import dev.octavo.conformance.select.Profile;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.Probe;
import dev.octavo.spi.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class ConformancePlanTest {

    private static final String SMALL = "softmax[*1x1,*";

    private static Backend faulty() {
        FaultyProvider provider = new FaultyProvider();
        Probe.Available found = (Probe.Available) provider.probe();
        return provider.open(found.devices().getFirst(), new BackendOptions(Map.of("fault", "ASSERT", "when", "rope")));
    }

    /** What a vendor writes. */
    @TestFactory
    Stream<DynamicNode> conformance() {
        return ConformanceTests.suite(ReferenceProvider::openDefault)
                .filter(SMALL, "select")
                .nodes();
    }

    /** Runs a tree as JUnit would; gives what each test ended with, by its name. */
    private static Map<String, String> run(ConformancePlan plan) {
        Map<String, String> ends = new TreeMap<>();
        try (Stream<DynamicNode> nodes = plan.nodes()) {
            nodes.forEach(node -> ((DynamicContainer) node).getChildren().forEach(child -> {
                try {
                    ((DynamicTest) child).getExecutable().execute();
                    ends.put(child.getDisplayName(), "passed");
                } catch (AssertionFailedError | TestAbortedException e) {
                    ends.put(child.getDisplayName(), e.getMessage());
                } catch (Throwable e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        return ends;
    }

    @Test
    void operatorsAreContainersAndIdsAreNames() {
        List<String> names = new ArrayList<>();
        try (Stream<DynamicNode> nodes = ConformanceTests.suite(ReferenceProvider::openDefault)
                .filter("softmax", "rope")
                .nodes()) {
            nodes.forEach(node -> {
                names.add(node.getDisplayName());
                ((DynamicContainer) node)
                        .getChildren()
                        .forEach(child -> assertThat(child.getDisplayName()).startsWith(node.getDisplayName() + "["));
            });
        }
        assertThat(names).containsExactlyInAnyOrder("rope", "softmax");
    }

    @Test
    void failuresSayHowToRepeatThem() {
        Map<String, String> ends = run(ConformanceTests.suite(ConformancePlanTest::faulty)
                .filter(
                        "rope[t=f32,pairing=halves,dim=16*",
                        "softmax[t=f32,shape=1x1,log=false,scale=1.0,layout=dense*")
                .tier(Tier.FULL)
                .seed(5));
        assertThat(ends).hasSize(2);
        ends.forEach((id, end) -> {
            if (id.startsWith("rope")) {
                assertThat(end)
                        .contains("tile is not a multiple of 16", "-Doctavo.conformance.filter=" + id, ".seed=5");
            } else {
                assertThat(end).isEqualTo("passed");
            }
        });
    }

    @Test
    void theProfileDecides() {
        Profile profile = Profile.parse("""
                backend faulty
                exclude rope because it asserts
                refuse softmax[t=f16* because there is no kernel
                """, "test");
        Map<String, String> ends = run(ConformanceTests.suite(ConformancePlanTest::faulty)
                .filter("rope", SMALL)
                .profile(profile));
        assertThat(ends)
                .isNotEmpty()
                .allSatisfy((id, end) -> assertThat(end)
                        .contains(
                                id.startsWith("rope")
                                        ? "excluded: it asserts"
                                        : id.contains("t=f16") ? "the profile expects a refusal" : "passed"));
    }

    @Test
    void aProfileForAnotherBackendIsRefused() {
        ConformancePlan plan = ConformanceTests.suite(ConformancePlanTest::faulty)
                .filter(SMALL)
                .profile(Profile.parse("backend other", "test"));
        assertThatThrownBy(() -> run(plan)).hasRootCauseInstanceOf(UserException.class);
    }

    @Test
    void aPlanWithoutCasesIsRefused() {
        ConformancePlan plan =
                ConformanceTests.suite(ConformancePlanTest::faulty).filter("nothing");
        assertThatThrownBy(plan::nodes).isInstanceOf(UserException.class).hasMessageContaining("no case fits");
    }
}
