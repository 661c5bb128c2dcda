package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** KV blocks that host memory evicts, and what is left of them after a restart. */
class DiskOffloadTest {

    private static final int VOCABULARY = 32;
    private static final int BLOCK = 4;
    private static final long BLOCK_BYTES = 8L * BLOCK;

    @TempDir
    Path directory;

    private FakeModelRunner runner() {
        return new FakeModelRunner(VOCABULARY, 48, 4, BLOCK, 13).identity("model");
    }

    private EngineConfig config(int hostBlocks) {
        return EngineConfig.builder()
                .watermark(0)
                .kvOffloadingBytes(hostBlocks * BLOCK_BYTES)
                .kvOffloadingDisk(new DiskOffloading(directory, 1 << 20))
                .build();
    }

    private static int[] prompt(int seed, int length) {
        return IntStream.range(0, length)
                .map(i -> (seed * 7 + i * i) % VOCABULARY)
                .toArray();
    }

    private static ActiveRequest run(CoreHarness harness, int... prompt) {
        ActiveRequest request =
                harness.submit(Engines.request(Engines.greedy(4).ignoreEos(true).build(), prompt));
        harness.run();
        assertThat(CoreHarness.output(request.leader())).containsExactly(FakeModelRunner.greedy(prompt, 4, VOCABULARY));
        return request;
    }

    @Test
    void aPrefixThatHostMemoryEvictedComesBackFromTheDisk() throws InterruptedException {
        CoreHarness harness = new CoreHarness(config(40), runner());
        run(harness, prompt(1, 33));
        for (int seed = 2; seed < 9; seed++) {
            run(harness, prompt(seed, 40));
        }
        Engines.eventually(() -> {
            harness.disk().settle();
            return harness.disk().figures().underWay() == 0;
        });
        ActiveRequest again = run(harness, prompt(1, 33));
        assertThat(again.leader().cachedTokens()).isEqualTo(32);
        assertThat(harness.disk().figures().hits()).isPositive();
        assertThat(harness.disk().figures().readBytes()).isPositive();
        harness.close();
    }

    @Test
    void aPrefixSurvivesARestart() {
        CoreHarness before = new CoreHarness(config(100), runner());
        run(before, prompt(1, 33));
        run(before, prompt(2, 40));
        before.close();
        CoreHarness after = new CoreHarness(config(100), runner());
        assertThat(run(after, prompt(1, 33)).leader().cachedTokens()).isEqualTo(32);
        assertThat(run(after, prompt(2, 40)).leader().cachedTokens()).isEqualTo(36);
        after.close();
    }

    @Test
    void anotherModelStartsEmpty() {
        CoreHarness before = new CoreHarness(config(100), runner());
        run(before, prompt(1, 33));
        before.close();
        CoreHarness other = new CoreHarness(config(100), runner().identity("another model"));
        assertThat(run(other, prompt(1, 33)).leader().cachedTokens()).isZero();
        other.close();
        CoreHarness first = new CoreHarness(config(100), runner());
        assertThat(run(first, prompt(1, 33)).leader().cachedTokens()).isZero();
        first.close();
    }

    @Test
    void aModelWithoutIdentityFindsNothingOfARunBefore() {
        for (int i = 0; i < 2; i++) {
            CoreHarness harness = new CoreHarness(config(100), new FakeModelRunner(VOCABULARY, 48, 4, BLOCK, 13));
            assertThat(run(harness, prompt(1, 33)).leader().cachedTokens()).isZero();
            harness.close();
        }
    }

    @Test
    void resettingThePrefixesForgetsTheDiskToo() throws IOException {
        CoreHarness before = new CoreHarness(config(10), runner());
        for (int seed = 1; seed < 9; seed++) {
            run(before, prompt(seed, 40));
        }
        assertThat(before.core.scheduler().resetPrefixes(false)).isTrue();
        for (int seed = 1; seed < 3; seed++) {
            assertThat(run(before, prompt(seed, 40)).leader().cachedTokens()).isZero();
        }
        before.core.scheduler().resetPrefixes(false);
        before.close();
        assertThat(Files.size(file()))
                .as("nothing can be recovered from the file")
                .isEqualTo(4096);
        CoreHarness after = new CoreHarness(config(10), runner());
        assertThat(run(after, prompt(1, 40)).leader().cachedTokens()).isZero();
        after.close();
    }

    private Path file() {
        return directory.resolve("octavo-kv/blocks");
    }

    @Test
    void whateverIsDamagedIsComputedAnew() throws IOException {
        Random random = new Random(5);
        int found = 0;
        for (int round = 0; round < 60; round++) {
            CoreHarness harness = new CoreHarness(config(100), runner());
            for (int seed = 1; seed < 4; seed++) {
                found += run(harness, prompt(seed, 33)).leader().cachedTokens();
            }
            harness.close();
            damage(random, round);
        }
        assertThat(found).as("damage was not everywhere").isGreaterThan(60 * 16);
    }

    /** Flips, overwrites, cuts, and moves whole entries and contents about. */
    private void damage(Random random, int round) throws IOException {
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long start = round % 10 == 0 ? 0 : 4096;
            for (int i = random.nextInt(6); i >= 0; i--) {
                // Most of the file is an empty table: aim at its used part and at the contents.
                long part = random.nextBoolean() ? 4096 : 4096 + 65536;
                long at = start == 0 ? random.nextInt(200) : part + random.nextInt(4000);
                byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 2 : 200)];
                random.nextBytes(bytes);
                ByteBuffer patch = ByteBuffer.wrap(bytes);
                if (random.nextInt(3) == 0) {
                    patch = ByteBuffer.allocate(64);
                    channel.read(patch, part + 64L * random.nextInt(30));
                    at = part + 64L * random.nextInt(30);
                    patch.flip();
                }
                channel.write(patch, at);
            }
            if (random.nextInt(8) == 0) {
                channel.truncate(random.nextLong(channel.size()));
            }
        }
    }

    @Test
    void oneEngineUsesADirectory() {
        CoreHarness harness = new CoreHarness(config(10), runner());
        assertThatThrownBy(() -> new CoreHarness(config(10), runner()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("another process")
                .hasMessageContaining("--kv-offloading-disk-path");
        harness.close();
        new CoreHarness(config(10), runner()).close();
    }

    @Test
    void aPreemptedRequestComesBack() {
        CoreHarness harness = new CoreHarness(config(4), runner());
        ActiveRequest[] requests = new ActiveRequest[3];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = harness.submit(
                    Engines.request(Engines.greedy(20).ignoreEos(true).build(), prompt(i, 20)));
        }
        harness.run();
        assertThat(harness.board.stats().preemptions()).isPositive();
        for (int i = 0; i < requests.length; i++) {
            assertThat(CoreHarness.output(requests[i].leader()))
                    .containsExactly(FakeModelRunner.greedy(prompt(i, 20), 20, VOCABULARY));
        }
        harness.close();
    }

    @Test
    void aRequestThatWaitsForTheDiskCanBeAborted() {
        CoreHarness before = new CoreHarness(config(100), runner());
        run(before, prompt(1, 33));
        before.close();
        CoreHarness after = new CoreHarness(config(100), runner());
        ActiveRequest request = after.submit(Engines.request(Engines.greedy(4).build(), prompt(1, 33)));
        assertThat(after.core.turn()).isFalse();
        assertThat(after.core.scheduler().fetching()).isEqualTo(1);
        assertThat(after.board.stats().waiting()).isEqualTo(1);
        after.core.cancel(request, null);
        assertThat(after.core.scheduler().hasWork()).isFalse();
        assertThat(run(after, prompt(1, 33)).leader().cachedTokens()).isEqualTo(32);
        after.close();
    }

    @Test
    void othersGoOnWhileOneWaitsForTheDisk() {
        CoreHarness before = new CoreHarness(config(100), runner());
        run(before, prompt(1, 33));
        before.close();
        CoreHarness after = new CoreHarness(config(100), runner());
        ActiveRequest waits = after.submit(Engines.request(Engines.greedy(4).build(), prompt(1, 33)));
        ActiveRequest other =
                after.submit(Engines.request(Engines.greedy(1).ignoreEos(true).build(), prompt(2, 10)));
        assertThat(after.core.turn()).isTrue();
        assertThat(other.leader().over()).isTrue();
        assertThat(waits.leader().outputLength()).isZero();
        after.run();
        assertThat(CoreHarness.output(waits.leader()).length).isPositive();
        after.close();
    }

    @Test
    void anEngineFindsItAgainAndSaysSo() throws IOException, InterruptedException {
        StringBuilder figures = new StringBuilder();
        for (int i = 0; i < 2; i++) {
            FakeModelRunner runner = runner();
            try (LlmEngine engine = new LlmEngine(config(100), Engines.model(runner), runner)) {
                Engines.Output output = Engines.readOne(engine.submit(
                        Engines.request(Engines.greedy(4).ignoreEos(true).build(), prompt(1, 40))));
                assertThat(output.tokens()).containsExactly(FakeModelRunner.greedy(prompt(1, 40), 4, VOCABULARY));
                figures.setLength(0);
                engine.metrics().writePrometheus(figures);
            }
        }
        for (String name : new String[] {
            "vllm:kv_offload_tiering_block_queries_total",
            "vllm:kv_offload_tiering_block_hits_total",
            "vllm:kv_offload_tiering_read_bytes_total",
            "vllm:external_prefix_cache_hits_total",
            "octavo:kv_offload_disk_usage_perc",
            "octavo:kv_offload_disk_enabled"
        }) {
            assertThat(figures.toString().lines().filter(line -> line.startsWith(name + "{")))
                    .as(name)
                    .singleElement()
                    .asString()
                    .doesNotEndWith(" 0.0")
                    .doesNotEndWith(" 0");
        }
    }

    @Test
    void sizesThatCannotWorkAreRefused() {
        assertThatThrownBy(() -> EngineConfig.builder()
                        .kvOffloadingDisk(new DiskOffloading(directory, 1 << 20))
                        .build())
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--kv-offloading-size");
        assertThatThrownBy(() -> EngineSetup.tier(
                        EngineConfig.builder()
                                .kvOffloadingBytes(1000)
                                .kvOffloadingDisk(new DiskOffloading(directory, 5000))
                                .build(),
                        runner()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--kv-offloading-disk-size");
    }
}
