package dev.octavo.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "1073741824, 1073741824",
        "512MiB, 536870912",
        "4g, 4294967296",
        "2.5GB, 2500000000",
        "1 kib, 1024",
        "1KB, 1000"
    })
    void readsAmounts(String text, long bytes) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "4 potatoes", "0", "1e9", "99999999999999999999t"})
    void refusesOtherTexts(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void writesAmountsForPeople() {
        assertThat(ByteSize.readable(0)).isEqualTo("0 B");
        assertThat(ByteSize.readable(1536)).isEqualTo("1.5 KiB");
        assertThat(ByteSize.readable(24L << 30)).isEqualTo("24 GiB");
        assertThat(ByteSize.readable(-1)).isEqualTo("unknown");
    }
}
