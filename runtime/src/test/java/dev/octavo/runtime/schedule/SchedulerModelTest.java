package dev.octavo.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SchedulerModelTest {

    private static final int SCHEDULES = 125;
    private static final int OPERATIONS = 800;

    @Test
    void nothingLeaksIsFreedTwiceOrGetsLostInAHundredThousandRandomOperations() {
        long preemptions = 0;
        long hits = 0;
        long resets = 0;
        long dropped = 0;
        long over = 0;
        long brought = 0;
        long ahead = 0;
        for (int seed = 0; seed < SCHEDULES; seed++) {
            RandomSchedule schedule = new RandomSchedule(seed);
            try {
                for (int i = 0; i < OPERATIONS; i++) {
                    schedule.operate();
                }
                schedule.drain();
            } catch (AssertionError | RuntimeException wrong) {
                throw new AssertionError("seed " + seed, wrong);
            }
            preemptions += schedule.preemptions();
            hits += schedule.hits;
            resets += schedule.resets;
            dropped += schedule.dropped;
            over += schedule.over;
            brought += schedule.brought;
            ahead += schedule.ahead;
        }
        assertThat(preemptions).as("preemptions").isGreaterThan(1000);
        assertThat(hits).as("tokens from the prefix cache").isGreaterThan(10_000);
        assertThat(resets).as("resets").isGreaterThan(300);
        assertThat(dropped).as("tables with blocks out of the window").isGreaterThan(5000);
        assertThat(brought).as("blocks from the second tier").isGreaterThan(500);
        assertThat(ahead).as("steps launched behind others").isGreaterThan(10_000);
        assertThat(over).as("sequences").isGreaterThan(10_000);
    }
}
