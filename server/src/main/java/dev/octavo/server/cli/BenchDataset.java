package dev.octavo.server.cli;

import dev.octavo.runtime.tokenizer.Tokenizer;
import dev.octavo.server.bench.DatasetFile;
import dev.octavo.server.bench.Workload;
import dev.octavo.spi.UserException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Which prompts a load run sends. */
final class BenchDataset {

    /** vLLM's names. */
    enum Name {
        random,
        prefix_repetition,
        sharegpt,
        custom
    }

    @Option(
            names = "--dataset-name",
            defaultValue = "random",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Name name = Name.random;

    @Option(
            names = "--dataset-path",
            paramLabel = "FILE",
            description =
                    "sharegpt: a JSON list of conversations; custom: per line an object with prompt, output_tokens.")
    private Optional<Path> path = Optional.empty();

    @Option(
            names = {"--sharegpt-output-len", "--custom-output-len"},
            paramLabel = "N",
            description = "sharegpt, custom: tokens of every output. Default: what the file says.")
    private Optional<Integer> fileOutput = Optional.empty();

    @Option(
            names = {"--random-input-len", "--input-len"},
            paramLabel = "N",
            defaultValue = "0",
            description = "random: tokens of a prompt. Default: 1024, or what the model has room for.")
    private int inputLength;

    @Option(
            names = {"--random-output-len", "--output-len"},
            defaultValue = "128",
            paramLabel = "N",
            description = "random: tokens of an output. Default: ${DEFAULT-VALUE}")
    private int outputLength;

    @Option(
            names = "--random-prefix-len",
            defaultValue = "0",
            paramLabel = "N",
            description = "random: tokens that all prompts begin with. Default: ${DEFAULT-VALUE}")
    private int prefixLength;

    @Option(
            names = "--random-range-ratio",
            defaultValue = "0",
            paramLabel = "R",
            description = "random: draw lengths from length*(1-R) to length*(1+R). Default: ${DEFAULT-VALUE}")
    private double rangeRatio;

    @Option(
            names = "--prefix-repetition-prefix-len",
            defaultValue = "256",
            paramLabel = "N",
            description = "Tokens of a repeated prefix. Default: ${DEFAULT-VALUE}")
    private int repeatedPrefix;

    @Option(
            names = "--prefix-repetition-suffix-len",
            defaultValue = "256",
            paramLabel = "N",
            description = "Tokens behind it. Default: ${DEFAULT-VALUE}")
    private int repeatedSuffix;

    @Option(
            names = "--prefix-repetition-num-prefixes",
            defaultValue = "10",
            paramLabel = "N",
            description = "How many prefixes there are. Default: ${DEFAULT-VALUE}")
    private int repeatedPrefixes;

    @Option(
            names = "--prefix-repetition-output-len",
            defaultValue = "128",
            paramLabel = "N",
            description = "Tokens of an output. Default: ${DEFAULT-VALUE}")
    private int repeatedOutput;

    /** The workload for a model that takes so many tokens. */
    Workload workload(int maxModelLength, Optional<Tokenizer> tokenizer) {
        return switch (name) {
            case sharegpt -> file(tokenizer).shareGpt();
            case custom -> file(tokenizer).custom();
            case prefix_repetition ->
                new Workload.RepeatedPrefixes(repeatedPrefix, repeatedSuffix, repeatedPrefixes, repeatedOutput);
            case random -> {
                int room = (int) (maxModelLength / (1 + rangeRatio)) - prefixLength - outputLength - 1;
                int input = inputLength == 0 ? Math.clamp(room, 1, 1024) : inputLength;
                yield new Workload.RandomTokens(prefixLength, input, outputLength, rangeRatio);
            }
        };
    }

    private DatasetFile file(Optional<Tokenizer> tokenizer) {
        fileOutput.ifPresent(tokens -> CountChecks.require("--" + name + "-output-len", tokens, 1));
        return new DatasetFile(
                path.orElseThrow(
                        () -> new UserException("--dataset-name " + name + " reads a file; give it by --dataset-path")),
                tokenizer.orElseThrow(() -> new UserException(
                        "--dataset-name " + name + " needs a tokenizer; give its directory by --tokenizer")),
                fileOutput.map(OptionalInt::of).orElseGet(OptionalInt::empty));
    }
}
