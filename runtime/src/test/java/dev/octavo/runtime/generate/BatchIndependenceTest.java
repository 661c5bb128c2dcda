package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.execute.KvGroups;
import dev.octavo.runtime.execute.RunnerLimits;
import dev.octavo.runtime.sample.LogprobLog;
import dev.octavo.spi.BatchConstraints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The outputs of a request depend on the request alone: not on its neighbours, the size of the pool, preemption, prefix caching or chunks. */
class BatchIndependenceTest {

    private static final int VOCABULARY = 24;
    private static final int LONGEST_PROMPT = 40;
    private static final List<KvGroups> GROUPS = List.of(
            KvGroups.single(),
            KvGroups.of(1),
            KvGroups.of(7),
            KvGroups.of(0, 5),
            KvGroups.of(6, 0, 20),
            KvGroups.of(3, 3));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void outputsAreThoseOfARunAlone(long seed) {
        run(seed);
    }

    @Test
    void theWorkloadsPreemptAndHitPrefixes() {
        long preemptions = 0;
        long hits = 0;
        for (int seed = 17; seed < 27; seed++) {
            EngineStats stats = run(seed);
            preemptions += stats.preemptions();
            hits += stats.prefixHitTokens();
        }
        assertThat(preemptions).isGreaterThan(50);
        assertThat(hits).isGreaterThan(500);
    }

    /** A device that draws tokens and feeds them on gets steps before the tokens of those ahead of them are known. */
    @Test
    void outputsAreThoseOfARunAloneWithStepsLaunchedAhead() {
        long preemptions = 0;
        long hits = 0;
        long ahead = 0;
        for (int seed = 50; seed < 80; seed++) {
            Workload workload = new Workload(seed, new Random(seed), Optional.empty(), true);
            EngineStats stats = workload.run();
            preemptions += stats.preemptions();
            hits += stats.prefixHitTokens();
            ahead += workload.harness.runner.ahead();
        }
        assertThat(preemptions).isGreaterThan(50);
        assertThat(hits).isGreaterThan(500);
        assertThat(ahead).isGreaterThan(1000);
    }

    /** Several engines in a row leave each other their blocks on a disk. */
    @ParameterizedTest
    @ValueSource(longs = {30, 31, 32, 33, 34, 35, 36, 37, 38, 39})
    void outputsAreThoseOfARunAloneWithADisk(long seed, @TempDir Path directory) {
        for (int i = 0; i < 3; i++) {
            DiskOffloading disk = new DiskOffloading(directory, new Random(seed).nextInt(70_000, 90_000));
            run(seed * 10 + i, new Random(seed), Optional.of(disk));
        }
    }

    /** What is spilled to make room for a read may push out what was to be read. */
    @ParameterizedTest
    @ValueSource(longs = {40, 41, 42, 43, 44, 45, 46, 47, 48, 49})
    void outputsAreThoseOfARunAloneWithADiskOfAFewBlocks(long seed, @TempDir Path directory) {
        for (int i = 0; i < 3; i++) {
            DiskOffloading disk = new DiskOffloading(directory, new Random(seed).nextInt(69_700, 72_500));
            run(seed * 10 + i, new Random(seed), Optional.of(disk));
        }
    }

    private static EngineStats run(long seed) {
        return run(seed, new Random(seed), Optional.empty());
    }

    private static EngineStats run(long seed, Random random, Optional<DiskOffloading> disk) {
        return new Workload(seed, random, disk, false).run();
    }

    private record Workload(
            long seed, Random random, Optional<DiskOffloading> disk, boolean feeding, CoreHarness harness) {
        Workload(long seed, Random random, Optional<DiskOffloading> disk, boolean feeding) {
            this(seed, random, disk, feeding, randomHarness(random, disk, feeding));
        }

        EngineStats run() {
            return BatchIndependenceTest.run(this);
        }
    }

    private static EngineStats run(Workload workload) {
        Random random = workload.random;
        Optional<DiskOffloading> disk = workload.disk;
        CoreHarness harness = workload.harness;
        RandomRequests requests = new RandomRequests(workload.seed, VOCABULARY, LONGEST_PROMPT, workload.feeding);
        List<ActiveRequest> submitted = new ArrayList<>();
        Set<ActiveRequest> aborted = new HashSet<>();
        int total = 60;
        for (int i = 0; submitted.size() < total || harness.core.activeRequests() > 0; i++) {
            assertThat(i).isLessThan(100_000);
            while (submitted.size() < total && random.nextInt(3) == 0) {
                submitted.add(harness.submit(requests.next()));
            }
            if (!submitted.isEmpty() && random.nextInt(12) == 0) {
                ActiveRequest victim = submitted.get(random.nextInt(submitted.size()));
                harness.core.cancel(victim, null);
                aborted.add(victim);
            }
            harness.turn();
        }
        assertThat(harness.requestsOver()).isEqualTo(total);
        assertThat(harness.board.stats().usedBlocks()).isZero();
        assertThat(harness.board.stats().waiting()).isZero();
        for (ActiveRequest request : submitted) {
            compareWithRunAlone(
                    request,
                    aborted.contains(request),
                    harness.maxLength,
                    harness.runner.limits().kvGroups());
        }
        if (disk.isPresent()) {
            harness.close();
            assertThat(harness.disk().figures().failedReads()).isZero();
            assertThat(harness.disk().figures().isOff()).isFalse();
        }
        return harness.board.stats();
    }

    private static CoreHarness randomHarness(Random random, Optional<DiskOffloading> disk, boolean feeding) {
        int blockSize = 1 << random.nextInt(4);
        KvGroups groups = GROUPS.get(random.nextBoolean() ? 0 : random.nextInt(GROUPS.size()));
        int blocks = 1 + groups.count() * Math.ceilDiv(LONGEST_PROMPT + 26, blockSize) * (1 + random.nextInt(3));
        int maxSequences = 1 + random.nextInt(9);
        boolean chunked = random.nextInt(4) > 0;
        int length = (blocks - 1) * blockSize;
        int tokens = chunked ? maxSequences + random.nextInt(60) : Math.max(length, maxSequences);
        FakeModelRunner runner = new FakeModelRunner(
                new RunnerLimits(VOCABULARY, length, tokens, maxSequences, blockSize, blocks, groups),
                new BatchConstraints(random.nextInt(4) > 0, 1, Integer.MAX_VALUE, Integer.MAX_VALUE),
                maxSequences + random.nextInt(10),
                false);
        if (random.nextBoolean()) {
            runner.asynchronous();
        }
        if (feeding) {
            runner.feeding().drawing(new ExactDraws(VOCABULARY));
        }
        boolean prefixCaching = disk.isPresent() || random.nextInt(3) > 0;
        boolean always = disk.isPresent();
        long offloading =
                always || (prefixCaching && random.nextBoolean()) ? 8L * blockSize * (1 + random.nextInt(40)) : 0;
        EngineConfigBuilder builder = EngineConfig.builder();
        disk.ifPresent(builder::kvOffloadingDisk);
        runner.identity("the same");
        EngineConfig config = builder.policy(random.nextBoolean() ? SchedulingPolicy.FCFS : SchedulingPolicy.PRIORITY)
                .maxSequences(maxSequences)
                .maxBatchedTokens(tokens)
                .prefixCaching(prefixCaching)
                .kvOffloadingBytes(offloading)
                .chunkedPrefill(chunked)
                .longPrefillThreshold(random.nextBoolean() ? 0 : 1 + random.nextInt(20))
                .watermark(random.nextBoolean() ? 0 : 0.1)
                .build();
        return new CoreHarness(config, runner);
    }

    private static void compareWithRunAlone(ActiveRequest request, boolean aborted, int maxLength, KvGroups groups) {
        FakeModelRunner runner = new FakeModelRunner(
                new RunnerLimits(VOCABULARY, maxLength, 256, 8, 16, 200, groups), BatchConstraints.none(), 256, false);
        CoreHarness alone =
                new CoreHarness(EngineConfig.builder().prefixCaching(false).build(), runner);
        ActiveRequest expected = alone.submit(request.request());
        alone.run();
        for (int i = 0; i < request.choices().size(); i++) {
            Choice choice = request.choices().get(i);
            int[] tokens = CoreHarness.output(choice);
            int[] wanted = CoreHarness.output(expected.choices().get(i));
            Ending ending = choice.ending();
            assertThat(ending).isNotNull();
            if (ending != null && ending.reason() == FinishReason.ABORT) {
                assertThat(aborted).isTrue();
                assertThat(tokens)
                        .as("an aborted output is a beginning")
                        .isEqualTo(Arrays.copyOf(wanted, tokens.length));
            } else {
                assertThat(tokens).containsExactly(wanted);
                assertThat(ending).isEqualTo(expected.choices().get(i).ending());
            }
            compare(choice.logprobs(), expected.choices().get(i).logprobs(), tokens.length);
        }
        if (CoreHarness.output(request.leader()).length > 0) {
            compare(
                    request.promptLogprobs(),
                    expected.promptLogprobs(),
                    request.leader().promptLength() - 1);
        }
    }

    private static void compare(@Nullable LogprobLog actual, @Nullable LogprobLog expected, int entries) {
        if (actual == null || expected == null) {
            assertThat(actual).isEqualTo(expected);
            return;
        }
        assertThat(actual.size()).isGreaterThanOrEqualTo(entries);
        for (int i = 0; i < entries; i++) {
            assertThat(actual.logprob(i)).isEqualTo(expected.logprob(i));
            assertThat(actual.rank(i)).isEqualTo(expected.rank(i));
            for (int k = 0; k < actual.width(); k++) {
                assertThat(actual.topToken(i, k)).isEqualTo(expected.topToken(i, k));
                assertThat(actual.topLogprob(i, k)).isEqualTo(expected.topLogprob(i, k));
            }
        }
    }
}
