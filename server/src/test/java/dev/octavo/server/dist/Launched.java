package dev.octavo.server.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A process of ours with its output; killed when it is closed. */
final class Launched implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Process process;
    private final Path out;
    private final Path err;

    private Launched(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a program; its output goes to files in a folder. */
    static Launched start(Path folder, Map<String, String> environment, String... command) throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(List.of(command));
        builder.directory(folder.toFile());
        builder.environment().keySet().removeAll(List.of("OCTAVO_JAVA_OPTIONS", "OCTAVO_API_KEY", "VLLM_API_KEY"));
        builder.environment().putAll(environment);
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        return new Launched(builder.start(), out, err);
    }

    /** Waits for its end and returns its exit status. */
    int await() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + PATIENCE + ":\n" + out() + err());
        }
        return process.exitValue();
    }

    /** Waits until its standard output is as wanted. */
    String awaitOutput(Predicate<String> wanted) throws InterruptedException {
        await(this::out, wanted);
        return out();
    }

    /** Waits until its standard error is as wanted. */
    void awaitErrors(Predicate<String> wanted) throws InterruptedException {
        await(this::err, wanted);
    }

    private void await(Supplier<String> text, Predicate<String> wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.test(text.get())) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("the output never came:\n" + out() + err());
            }
            Thread.sleep(50);
        }
    }

    /** Asks it to end, as a supervisor does (SIGTERM). */
    void terminate() {
        process.destroy();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
