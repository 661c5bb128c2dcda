package dev.octavo.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class CommandLineTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = Main.commandLine(args);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    @Test
    void withoutACommandItTeaches() {
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("octavo serve", "octavo chat", "octavo devices");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "chat",
                "complete",
                "devices",
                "prepare",
                "run-batch",
                "completion",
                "bench",
                "conformance"
            })
    void everyCommandHasHelpThatFitsATerminal(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: octavo " + command);
        assertThat(out.toString().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(110));
    }

    @Test
    void conformanceIsHandedItsWords() {
        assertThat(run("conformance", "--backend", "reference", "--no-fork", "--filter", "softmax[t=f32,shape=1x1,*"))
                .isZero();
        assertThat(out.toString()).contains("Result: PASSED", "reference:0");
        assertThat(run("conformance", "--bakend", "reference")).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean --backend?");
        assertThat(run("conformance", "--backend", "nobody", "--no-fork")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "awq, cannot be loaded yet",
        "compressed-tensors, config.json",
        "fp8, floating-point types are not there yet",
        "gguf, give it as the model",
        "int8_per_channel_weight_only, write int8",
        "int5, int8 or int4"
    })
    void quantisationsOfVllmAreExplained(String name, String advice) {
        assertThat(run("complete", "Once", "-q", name)).isEqualTo(2);
        assertThat(err.toString()).contains("'" + name + "'", advice);
    }

    @Test
    void quantisedWeightsGoToTheCacheThatWasNamed(@TempDir Path cache) throws IOException {
        String[] words = {"complete", "Once", "--max-tokens", "2", "--quantization", "int8"};
        assertThat(run(with(words, "--no-quantization-cache", "--quantization-cache", cache.toString())))
                .isZero();
        assertThat(cache).isEmptyDirectory();
        assertThat(run(with(words, "--quantization-cache", cache.toString()))).isZero();
        assertThat(cache).isDirectoryContaining("glob:**-int8-*.gguf");
    }

    private static String[] with(String[] words, String... more) {
        return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    void serveKnowsTheNamesOfVllm() {
        run("serve", "--help");
        assertThat(out.toString())
                .contains(
                        "--device",
                        "--port",
                        "--host",
                        "--api-key",
                        "--max-model-len",
                        "--max-num-seqs",
                        "--max-num-batched-tokens",
                        "--block-size",
                        "--kv-cache-memory",
                        "--served-model-name",
                        "--dtype",
                        "--load-format",
                        "--seed",
                        "--backend-path");
    }

    @Test
    void anUnknownCommandGetsASuggestion() {
        assertThat(run("serv")).isEqualTo(ErrorPrinter.USER_ERROR);
        assertThat(err.toString()).contains("serve");
    }

    @Test
    void anUnknownOptionIsAUserError() {
        assertThat(run("serve", "--prot", "1")).isEqualTo(ErrorPrinter.USER_ERROR);
        assertThat(err.toString()).contains("--prot", "--port");
    }

    @Test
    void devicesSaysWhyAJarIsNoBackend(@TempDir Path directory) throws IOException {
        Files.write(directory.resolve("cut.jar"), new byte[] {'P', 'K', 3});
        assertThat(run("devices", "--backend-path", directory.toString())).isZero();
        assertThat(out.toString())
                .contains("cpu:0", "cut.jar is not available: ", "what to do: ", "from: " + directory);
    }

    @Test
    void aBackendsTimeLimitIsANumberOfSeconds() {
        assertThat(run("devices", "--backend-timeout", "0")).isEqualTo(ErrorPrinter.USER_ERROR);
        assertThat(err.toString()).contains("--backend-timeout");
    }

    @Test
    void devicesListsTheProcessor() {
        assertThat(run("devices")).isZero();
        assertThat(out.toString()).contains("cpu:0", "DEVICE");
    }

    @Test
    void aMissingModelDirectoryIsNamed() {
        assertThat(run("complete", "x", "--model", "no/such/folder")).isEqualTo(ErrorPrinter.USER_ERROR);
        assertThat(err.toString()).contains("no/such/folder", "config.json").doesNotContain("\tat ");
    }

    @Test
    void anUnknownDeviceListsThoseThatWereFound() {
        assertThat(run("complete", "x", "--device", "abacus")).isEqualTo(ErrorPrinter.USER_ERROR);
        assertThat(err.toString()).contains("abacus", "cpu");
    }

    @Test
    void aPortInUseIsFoundBeforeTheModelIsLoaded() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThat(run("serve", "no/such/folder", "--port", Integer.toString(taken.getLocalPort())))
                    .isEqualTo(ErrorPrinter.USER_ERROR);
            assertThat(err.toString())
                    .contains(Integer.toString(taken.getLocalPort()), "--port")
                    .doesNotContain("no/such/folder");
        }
    }

    @Test
    void completeContinuesATextWithTheEmbeddedModel() {
        assertThat(run("complete", "Once upon a time", "--max-tokens", "12", "--temperature", "0"))
                .isZero();
        assertThat(out.toString()).startsWith("Once upon a time").hasSizeGreaterThan("Once upon a time".length() + 12);
    }

    @Test
    void aCommandIsMadeAloneButHelpKnowsAll() {
        assertThat(Main.commandLine("complete", "x").getSubcommands()).containsOnlyKeys("complete");
        assertThat(Main.commandLine("help", "serve").getSubcommands()).containsKeys("serve", "chat", "help");
        assertThat(run("help", "serve")).isZero();
        assertThat(out.toString()).contains("--port");
    }

    /** Words become numbers inside an {@code Optional}, but never an {@code OptionalInt} and its like: such an option exists and can never be given. */
    @Test
    void everyOptionCanBeGiven() {
        assertThat(Main.commandLine("serve")
                        .parseArgs("serve", "--gpu-memory-utilization", "0.9")
                        .errors())
                .isEmpty();
        assertThat(allOptions(Main.commandLine()))
                .hasSizeGreaterThan(300)
                .allSatisfy(option -> assertThat(option.typeInfo().getType().getSimpleName())
                        .as(option.longestName())
                        .isNotIn("OptionalInt", "OptionalLong", "OptionalDouble"));
    }

    private static Stream<OptionSpec> allOptions(CommandLine line) {
        return Stream.concat(
                line.getCommandSpec().options().stream(),
                line.getSubcommands().values().stream().flatMap(CommandLineTest::allOptions));
    }

    @Test
    void completionKnowsCommandsAndOptions() {
        assertThat(run("completion", "bash")).isZero();
        assertThat(out.toString()).contains("complete -F", "serve", "--max-num-seqs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port=70000",
                "--shutdown-timeout=-1",
                "--max-model-len=0",
                "--kv-cache-memory=lots",
                "--kv-cache-dtype=int3"
            })
    void aNumberOutOfRangeIsAUserErrorThatNamesTheOption(String option) {
        assertThat(run("serve", option)).isEqualTo(ErrorPrinter.USER_ERROR);
        assertThat(err.toString()).contains(option.substring(0, option.indexOf('=')));
    }
}
