package dev.octavo.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A script of the test resources and the program that runs it. Where that is missing, or its package cannot be installed, the test is skipped and says so. */
record Script(List<String> program, Map<String, String> settings) {

    private static final String PYTHON_PACKAGE = "openai==3.22.1";
    private static final String NODE_PACKAGE = "openai@7.55.0";
    private static final Path SCRIPTS = StoryServer.repository().resolve("client-tests/src/test/resources/scripts");
    private static final Path TARGET = StoryServer.repository().resolve("client-tests/target");

    static Script shell(String name) throws Exception {
        need("curl");
        return new Script(List.of("bash", "--norc", SCRIPTS.resolve(name).toString()), Map.of());
    }

    static Script python(String name) throws Exception {
        need("python3");
        Path home = TARGET.resolve("python");
        install(
                home,
                List.of(
                        "python3",
                        "-m",
                        "pip",
                        "install",
                        "--no-compile",
                        "--retries",
                        "0",
                        "--target",
                        home.toString(),
                        PYTHON_PACKAGE));
        return new Script(List.of("python3", SCRIPTS.resolve(name).toString()), Map.of("PYTHONPATH", home.toString()));
    }

    static Script node(String name) throws Exception {
        need("node");
        need("npm");
        Path home = TARGET.resolve("node");
        Files.createDirectories(home);
        install(home, List.of("npm", "install", "--no-audit", "--no-fund", "--prefix", home.toString(), NODE_PACKAGE));
        // Node looks for packages beside the script.
        Path copy = home.resolve(name);
        Files.writeString(copy, Files.readString(SCRIPTS.resolve(name)));
        return new Script(List.of("node", copy.toString()), Map.of());
    }

    /** Runs the script; returns what it prints. */
    String run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(environment);
        return run(all, command, 600);
    }

    private static void install(Path home, List<String> command) throws Exception {
        Path done = home.resolve("installed");
        if (Files.exists(done)) {
            return;
        }
        String failure = "";
        try {
            run(Map.of(), command, 300);
            Files.createFile(done);
        } catch (AssertionError e) {
            failure = String.valueOf(e.getMessage());
        }
        assumeTrue(failure.isEmpty(), "SKIPPED: a client cannot be installed: " + failure);
    }

    private static void need(String program) throws InterruptedException {
        boolean there;
        try {
            there = new ProcessBuilder(program, "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            there = false;
        }
        assumeTrue(there, "SKIPPED: " + program + " is needed for this client");
    }

    private static String run(Map<String, String> environment, List<String> command, long seconds) throws Exception {
        Path output = Files.createTempFile("octavo-client", ".out");
        Path errors = Files.createTempFile("octavo-client", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(TARGET.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(command + " took more than " + seconds + " seconds");
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(command + " failed:\n" + Files.readString(output) + Files.readString(errors));
            }
            return Files.readString(output);
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }
}
