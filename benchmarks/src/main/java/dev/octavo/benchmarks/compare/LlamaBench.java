package dev.octavo.benchmarks.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** llama.cpp's {@code llama-bench}, one test a run. */
final class LlamaBench {

    private static final Pattern RATE = Pattern.compile("\"avg_ts\":\\s*([0-9.]+)");

    private final Path program;
    private final Path model;
    private final String threads;

    LlamaBench(Path program, Path model, String threads) {
        this.program = program;
        this.model = model;
        this.threads = threads;
    }

    /** Tokens per second. */
    double measure(Test test) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(program.toString(), "-m", model.toString(), "-t", threads, "-r", "1", "-o", "json", "-p"));
        command.addAll(List.of(Integer.toString(test.prompt()), "-n", Integer.toString(test.generated())));
        if (test.depth() > 0) {
            command.addAll(List.of("-d", Integer.toString(test.depth())));
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher rate = RATE.matcher(output);
        if (process.waitFor() != 0 || !rate.find()) {
            throw new IOException(String.join(" ", command) + " ended with status " + process.exitValue()
                    + " and no \"avg_ts\" in its output; run it by hand to see why");
        }
        return Double.parseDouble(rate.group(1));
    }
}
