package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A script of the test resources that drives a server by a client from npm. Needs node and npm; the test is skipped, and says so, without them. */
final class NpmScript {

    private final Path directory;
    private final String script;

    private NpmScript(Path directory, String script) {
        this.directory = directory;
        this.script = script;
    }

    /**
     * Makes a script ready to run.
     *
     * @param script in {@code /npm}
     * @param module what it imports
     * @param version the package with its version
     */
    static NpmScript install(String script, String module, String version) throws Exception {
        assumeTrue(exists("node") && exists("npm"), "SKIPPED: node and npm are needed for the JavaScript client");
        Path directory = Path.of("target", "npm", script.replace(".mjs", "")).toAbsolutePath();
        Files.createDirectories(directory);
        // Two processes run tests at once, and the same client drives a scripted and a real engine.
        try (FileChannel lock = FileChannel.open(
                        directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            assertThat(held.isValid()).isTrue();
            prepare(directory, script, module, version);
        }
        return new NpmScript(directory, script);
    }

    private static void prepare(Path directory, String script, String module, String version) throws Exception {
        byte[] source;
        try (InputStream resource = NpmScript.class.getResourceAsStream("/npm/" + script)) {
            source = resource.readAllBytes();
        }
        Path copy = directory.resolve(script);
        // What is there already may be read by the other process now.
        if (!Files.exists(copy) || !Arrays.equals(source, Files.readAllBytes(copy))) {
            Files.write(copy, source);
        }
        if (!Files.isDirectory(directory.resolve("node_modules").resolve(module))) {
            String failure = "";
            try {
                run(
                        directory,
                        List.of("npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", ".", version));
            } catch (AssertionError e) {
                failure = String.valueOf(e.getMessage());
            }
            assumeTrue(failure.isEmpty(), "SKIPPED: npm cannot install " + version + ": " + failure);
        }
    }

    /** Runs the script; returns what it prints. */
    String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        return run(directory, command);
    }

    private static boolean exists(String command) throws InterruptedException {
        try {
            return new ProcessBuilder(command, "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String run(Path directory, List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean ended = process.waitFor(180, TimeUnit.SECONDS);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError(command + " failed:\n" + output);
        }
        return output;
    }
}
