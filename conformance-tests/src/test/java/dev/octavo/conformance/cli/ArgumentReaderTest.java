package dev.octavo.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.run.Mode;
import dev.octavo.spi.UserException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentReaderTest {

    private static Options read(String line) {
        return ArgumentReader.read(List.of(line.split(" ", -1)));
    }

    @Test
    void everyOptionIsRead() {
        Options options = read("--backend cpu --device=1 --tier full --filter gemm --filter=!gemm[w=f32* --seed -3"
                + " --require cpu,cuda:1 --report out --backend-path a.jar --option threads=2 --profile p.txt"
                + " --jobs 3 --timeout 7 --jvm-option -Xmx1g --fork");
        assertThat(options.action()).isEqualTo(Options.Action.RUN);
        assertThat(options.backend()).contains("cpu");
        assertThat(options.device()).isEqualTo(1);
        assertThat(options.tier()).isEqualTo(Tier.FULL);
        assertThat(options.filters()).containsExactly("gemm", "!gemm[w=f32*");
        assertThat(options.seeds()).containsExactly(-3L);
        assertThat(options.required()).containsExactly("cpu", "cuda:1");
        assertThat(options.report()).contains(Path.of("out"));
        assertThat(options.backendPaths()).allSatisfy(path -> assertThat(path).isAbsolute());
        assertThat(options.backendOptions()).isEqualTo(Map.of("threads", "2"));
        assertThat(options.profile()).contains(Path.of("p.txt"));
        assertThat(options.jobs()).isEqualTo(3);
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(options.jvmOptions()).containsExactly("-Xmx1g");
        assertThat(options.fork()).isTrue();
    }

    @Test
    void whatIsNotSaidHasItsDefault() {
        Options options = read("--backend cpu:2");
        assertThat(options.target("cpu", Map.of()).address()).isEqualTo("cpu:2");
        assertThat(options.tier()).isEqualTo(Tier.SMOKE);
        assertThat(options.mode()).isEqualTo(Mode.TEST);
        assertThat(options.seeds()).containsExactly(0L);
        assertThat(options.maxTime()).isEmpty();
        assertThat(options.jobs()).isOne();
        assertThat(options.fork()).isTrue();
        assertThat(options.timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(read("--backend cpu --mode support").tier()).isEqualTo(Tier.FULL);
        assertThat(read("--backend cpu --mode perf").timeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(read("--require cuda:1").backend()).contains("cuda:1");
    }

    @Test
    void aSeedMayBeHexadecimal() {
        assertThat(read("--backend cpu --seed 0x10").seeds()).containsExactly(16L);
        assertThat(read("--backend cpu --seed 9223372036854775807").seeds()).containsExactly(Long.MAX_VALUE);
    }

    @Test
    void seedsMayBeARange() {
        assertThat(read("--backend cpu --seed 0-3").seeds()).containsExactly(0L, 1L, 2L, 3L);
        assertThat(read("--backend cpu --seed=7..9").seeds()).containsExactly(7L, 8L, 9L);
        assertThat(read("--backend cpu --tier soak --max-time 90").maxTime()).contains(Duration.ofSeconds(90));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --tier full                                  | --backend ID says what is tested
            --backend                                    | --backend needs a value
            --backend --tier                             | --backend needs a value
            --backend cpu --tier huge                    | --tier is one of smoke, full, soak, not huge
            --backend cpu --mode play                    | --mode is one of test, perf, support, not play
            --backend cpu --tire full                    | unknown option --tire; did you mean --tier?
            --backend cpu --zzzzzzzzz                    | unknown option --zzzzzzzzz; --help lists all
            --backend cpu --list=3                       | --list takes no value
            --backend cpu --jobs 0                       | --jobs needs an integer from 1 to 64, not 0
            --backend cpu --jobs x                       | --jobs needs an integer from 1 to 64, not x
            --backend cpu --device -1                    | --device needs an integer from 0 to 1023, not -1
            --backend cpu:x                              | --backend needs an integer from 0 to 1023, not x
            --backend cpu --seed x                       | --seed needs an integer of 64 bits, or a range such as 0-19, not x
            --backend cpu --seed 5-2                     | has to name between 1 and 100000 seeds
            --backend cpu --seed 0-999999                | has to name between 1 and 100000 seeds
            --backend cpu --seed 0-2 --mode perf         | several seeds are for --mode test
            --backend cpu --max-time 0                   | --max-time needs an integer from 1 to 2592000, not 0
            --backend cpu --timeout 0                    | --timeout needs an integer from 1 to 86400, not 0
            --backend cpu --option x                     | --option is written KEY=VALUE, not x
            --backend cpu --filter /(/                   | not a regular expression
            --backend cpu something                      | what is something for?
            --backend cpu --no-fork --jobs 2             | leave --no-fork out
            --backend cpu --mode perf --jobs 2           | leave --jobs out
            --matrix out.md                              | --matrix needs the JSON reports
            """)
    void mistakesAreExplained(String line, String message) {
        assertThatThrownBy(() -> read(line)).isInstanceOf(UserException.class).hasMessageContaining(message);
    }

    @Test
    void theHelpTextKnowsEveryOption() {
        java.io.StringWriter text = new java.io.StringWriter();
        Help.print(new java.io.PrintWriter(text), new Invocation(List.of("octavo", "conformance")));
        for (String name : Option.NAMES) {
            if (!List.of("--help", "-h", "--fork").contains(name)) {
                assertThat(text.toString()).contains(name);
            }
        }
        assertThat(text.toString().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }
}
