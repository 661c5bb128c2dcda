package dev.octavo.server.openai;

import dev.octavo.runtime.generate.FinishReason;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.protocol.Client;
import dev.octavo.spi.InternalException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The generations of one request, one for each prompt; all are aborted together as soon as the client leaves. */
final class GenerationGroup implements AutoCloseable {

    /** Takes chunks, one at a time, on any thread. */
    @FunctionalInterface
    interface Listener {
        void accept(int prompt, GenerationChunk chunk) throws ClientGoneException;
    }

    private final Client client;
    private final List<Generation> generations = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Throwable failure;

    private GenerationGroup(Client client) {
        this.client = client;
    }

    /** Queues all; if one is refused, those before it are aborted and the refusal is thrown. */
    static GenerationGroup submit(
            Function<GenerationRequest, Generation> engine, List<GenerationRequest> requests, Client client)
            throws ClientGoneException {
        GenerationGroup group = new GenerationGroup(client);
        try {
            for (GenerationRequest request : requests) {
                client.requirePresent();
                Generation generation = engine.apply(request);
                group.generations.add(generation);
                client.onDisconnect(generation::close);
            }
            return group;
        } catch (RuntimeException | ClientGoneException e) {
            group.close();
            throw e;
        }
    }

    Generation generation(int prompt) {
        return generations.get(prompt);
    }

    /** Reads all to their ends. A single generation is read by the calling thread, several by a virtual thread each. */
    void read(Listener listener) throws ClientGoneException, InterruptedException {
        if (generations.size() == 1) {
            readOne(0, listener);
            return;
        }
        List<Thread> readers = new ArrayList<>();
        for (int prompt = 0; prompt < generations.size(); prompt++) {
            int index = prompt;
            readers.add(Thread.ofVirtual().name("choice-" + index).start(() -> readGuarded(index, listener)));
        }
        try {
            for (Thread reader : readers) {
                reader.join();
            }
        } catch (InterruptedException e) {
            close();
            throw e;
        }
        rethrow();
    }

    private void readGuarded(int prompt, Listener listener) {
        try {
            readOne(prompt, (index, chunk) -> {
                lock.lock();
                try {
                    if (failure == null) {
                        listener.accept(index, chunk);
                    }
                } finally {
                    lock.unlock();
                }
            });
        } catch (Throwable e) {
            lock.lock();
            try {
                failure = failure == null ? e : failure;
            } finally {
                lock.unlock();
            }
            close();
        }
    }

    private void rethrow() throws ClientGoneException, InterruptedException {
        Throwable cause;
        lock.lock();
        try {
            cause = failure;
        } finally {
            lock.unlock();
        }
        switch (cause) {
            case null -> {}
            case ClientGoneException gone -> throw gone;
            case InterruptedException interrupted -> throw interrupted;
            case RuntimeException wrong -> throw wrong;
            case Error wrong -> throw wrong;
            default -> throw new InternalException("a generation could not be read", cause);
        }
    }

    private void readOne(int prompt, Listener listener) throws ClientGoneException, InterruptedException {
        Generation generation = generations.get(prompt);
        while (true) {
            Optional<GenerationChunk> chunk = generation.next();
            client.requirePresent();
            if (chunk.isEmpty()) {
                return;
            }
            if (chunk.get().finish().filter(f -> f == FinishReason.ERROR).isPresent()) {
                throw new InternalException("the engine failed on request " + generation.id());
            }
            listener.accept(prompt, chunk.get());
        }
    }

    @Override
    public void close() {
        generations.forEach(Generation::close);
    }
}
