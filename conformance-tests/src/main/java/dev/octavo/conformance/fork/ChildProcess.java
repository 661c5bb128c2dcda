package dev.octavo.conformance.fork;

import dev.octavo.conformance.config.Host;
import dev.octavo.conformance.config.JavaCommand;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A running child and the line to it. */
final class ChildProcess {

    private static final String CRASH_LOG = "crash.log";
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration DYING = Duration.ofSeconds(30);

    /** What comes over the line; the end of the connection is a message, too. */
    sealed interface Event {
        record Heard(Message message) implements Event {}

        record Ended(String why) implements Event {}
    }

    private final Process process;
    private final Path directory;
    private final Line line;
    private final LastWords words;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    private ChildProcess(Process process, Path directory, Line line, LastWords words) {
        this.process = process;
        this.directory = directory;
        this.line = line;
        this.words = words;
        Thread.ofVirtual().start(this::listen);
    }

    /** Starts one like this JVM, with further flags. */
    static ChildProcess start(List<String> flags) throws IOException {
        Path directory = Files.createTempDirectory(Host.temporaryFiles(), "octavo");
        Path socket = directory.resolve("line");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            server.configureBlocking(false);
            List<String> all = new ArrayList<>(flags);
            all.add("-XX:-CreateCoredumpOnCrash");
            all.add("-XX:ErrorFile=" + directory.resolve(CRASH_LOG));
            List<String> command = new ArrayList<>(JavaCommand.current().starting(Child.class, all));
            command.add(socket.toString());
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            LastWords words = new LastWords(process.getInputStream());
            return new ChildProcess(process, directory, new Line(accept(server, process, words)), words);
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    private static SocketChannel accept(ServerSocketChannel server, Process process, LastWords words)
            throws IOException {
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() - deadline < 0) {
            SocketChannel channel = server.accept();
            if (channel != null) {
                channel.configureBlocking(true);
                return channel;
            }
            if (!process.isAlive()) {
                throw new IOException(
                        "the child process ended with status " + process.exitValue() + ": " + words.take());
            }
            pause();
        }
        process.destroyForcibly();
        throw new IOException("the child process did not answer within " + START.toSeconds() + " s: " + words.take());
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a child process started", e);
        }
    }

    private void listen() {
        try {
            Message message = line.receive();
            while (message != null) {
                events.add(new Event.Heard(message));
                message = line.receive();
            }
            events.add(new Event.Ended("the connection was closed"));
        } catch (IOException | ProtocolException e) {
            events.add(new Event.Ended(String.valueOf(e.getMessage())));
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void send(Message message) throws IOException {
        line.send(message);
    }

    /** The next thing that comes, or null if nothing does in time. */
    @Nullable
    Event next(Duration limit) throws InterruptedException {
        return events.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends the process if it has not ended, and says how it did and what it said last. */
    Death end(boolean kill) {
        if (kill) {
            process.destroyForcibly();
        }
        Optional<Integer> status = Optional.empty();
        try {
            if (process.waitFor(DYING.toSeconds(), TimeUnit.SECONDS)) {
                status = Optional.of(process.exitValue());
            } else {
                process.destroyForcibly();
            }
            line.close();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The other end is gone, so there is nothing left to close.
        }
        return new Death(status, words.take(), crashLog());
    }

    /** The JVM's own report of a crash, which is kept for the vendor; without one the directory goes. */
    private Optional<Path> crashLog() {
        Path log = directory.resolve(CRASH_LOG);
        try {
            if (Files.exists(log)) {
                return Optional.of(log);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // An empty directory among the temporary files hurts nobody.
        }
        return Optional.empty();
    }

    /**
     * How a child ended.
     *
     * @param status its exit status, where it ended by itself or was killed in time
     * @param lastWords the end of what it printed
     * @param crashLog the JVM's report of a crash in native code
     */
    record Death(Optional<Integer> status, String lastWords, Optional<Path> crashLog) {}
}
