package dev.octavo.conformance.fork;

import dev.octavo.conformance.session.Answer;
import dev.octavo.conformance.session.NoBackendException;
import dev.octavo.conformance.session.Session;
import dev.octavo.conformance.session.Target;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The child process: opens the backend that it is told to, answers about it, and ends when it is told to or when its parent is gone. Its only argument is the
 * path of the parent's socket.
 */
public final class Child {

    /** Exit status after memory ran out so thoroughly that not even that could be said. */
    static final int OUT_OF_MEMORY = 99;

    /** Exit status when the parent is gone. */
    private static final int ORPHAN = 98;

    private final Line line;
    private final BlockingQueue<Message> orders = new LinkedBlockingQueue<>();
    private final Watch watch;
    private @Nullable Session session;

    private Child(Line line) {
        this.line = line;
        this.watch = new Watch(Thread.currentThread(), line);
    }

    /** Runs until the parent says so. Ends without shutdown hooks: they are foreign code as well. */
    public static void main(String[] args) throws IOException {
        // Whatever a backend prints goes where the parent keeps the last words of this process.
        System.setOut(new PrintStream(System.err, true, StandardCharsets.UTF_8));
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(args[0]));
        int status = 1;
        try {
            status = new Child(new Line(channel)).serve();
        } catch (OutOfMemoryError e) {
            status = OUT_OF_MEMORY;
        } catch (IOException | InterruptedException | RuntimeException e) {
            System.err.println("conformance child: " + e);
        }
        Runtime.getRuntime().halt(status);
    }

    private int serve() throws IOException, InterruptedException {
        daemon("conformance orders", this::listen);
        daemon("conformance watch", watch::run);
        while (true) {
            switch (orders.take()) {
                case Message.Open(Target target, long limit) -> {
                    watch.start(limit);
                    Message answer = open(target);
                    watch.stop();
                    line.send(answer);
                }
                case Message.Ask(long number, var task, long limit) -> {
                    watch.start(limit);
                    Answer answer = requireSession().answer(task);
                    watch.stop();
                    line.send(new Message.Said(number, answer));
                }
                case Message.Close(long limit) -> {
                    watch.start(limit);
                    requireSession().close();
                    watch.stop();
                    line.send(new Message.Closed());
                    return 0;
                }
                default -> throw new ProtocolException("a parent does not say that");
            }
        }
    }

    private Session requireSession() {
        Session open = session;
        if (open == null) {
            throw new ProtocolException("the backend is not open");
        }
        return open;
    }

    @SuppressWarnings("CatchingUnchecked") // Foreign code may throw anything.
    private Message open(Target target) {
        try {
            Session opened = Session.open(target);
            session = opened;
            return new Message.Opened(opened.device());
        } catch (NoBackendException e) {
            return new Message.Absent(String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            return new Message.Unopened(Watch.describe(e, e.getStackTrace()));
        }
    }

    private void listen() {
        int status = ORPHAN;
        try {
            Message message = line.receive();
            while (message != null) {
                orders.add(message);
                message = line.receive();
            }
        } catch (IOException | ProtocolException e) {
            System.err.println("conformance child: " + e);
        } catch (OutOfMemoryError e) {
            status = OUT_OF_MEMORY;
        } finally {
            // A child that no longer listens would look as if the next case hung.
            Runtime.getRuntime().halt(status);
        }
    }

    private static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }
}
