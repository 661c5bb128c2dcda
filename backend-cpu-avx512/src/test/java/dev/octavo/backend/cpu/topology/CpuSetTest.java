package dev.octavo.backend.cpu.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSetTest {

    @Test
    void readsWhatLinuxWrites() {
        assertThat(CpuSet.parse("0-3,8,10-11\n").orElseThrow().ids()).containsExactly(0, 1, 2, 3, 8, 10, 11);
        assertThat(CpuSet.parse(" ").orElseThrow().isEmpty()).isTrue();
        assertThat(CpuSet.parse("3,1,3,2").orElseThrow().ids()).containsExactly(3, 1, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-3,8,10-11", "5", "0-8191", "3,1-2", ""})
    void writesItAgain(String text) {
        assertThat(CpuSet.parse(text).orElseThrow()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "-1", "1-", "3-1", "1,,2", "8192", "99999999999", "0-3|4-7", "٣", "1-2-3", "0x1", "+1"})
    void refusesTheRest(String text) {
        assertThat(CpuSet.parse(text)).isEmpty();
    }

    @Test
    void doesNotGrowWithoutBound() {
        assertThat(CpuSet.parse("0-8191,".repeat(2000) + "1")).isEmpty();
        assertThat(CpuSet.parse("1".repeat(1 << 17))).isEmpty();
    }

    @Test
    void setsAreCutAndSubtracted() {
        CpuSet set = CpuSet.parse("4,0-2").orElseThrow();
        CpuSet other = CpuSet.parse("1,4-9").orElseThrow();
        assertThat(set.and(other)).hasToString("4,1");
        assertThat(set.without(other)).hasToString("0,2");
        assertThat(CpuSet.first(3)).hasToString("0-2");
    }
}
