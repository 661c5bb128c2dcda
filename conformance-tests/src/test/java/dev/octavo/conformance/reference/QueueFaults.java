package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Fence;
import dev.octavo.spi.InternalException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Queues that do the wrong thing, or at the wrong time. */
final class QueueFaults {

    private static final List<String> FAMILIES =
            List.of("queue", "transfer", "graph", "memory", "lifecycle", "closed", "plan", "threads");

    private QueueFaults() {}

    private static Mutant queue(String id, String what, Function<ReferenceBackend, CommandQueue> wrong) {
        return new Mutant("queue-" + id, FAMILIES, what, right -> new WrappedBackend(right) {
            @Override
            public CommandQueue newQueue() {
                right.requireOpen();
                return wrong.apply(right);
            }
        });
    }

    static Stream<Mutant> all() {
        return Stream.of(transfers(), timing(), lifetimes()).flatMap(all -> all);
    }

    private static Mutant filling(String id, String what, WrongFill wrong) {
        return queue("fill-" + id, what, right -> new ReferenceQueue(right) {
            @Override
            public void fill(DeviceBuffer target, long offset, long bytes, byte value) {
                super.fill(target, offset, 0, value);
                Objects.checkFromIndexSize(offset, bytes, target.byteSize());
                wrong.fill(super::fill, target, offset, bytes, value);
            }
        });
    }

    /** A fill. */
    private interface RightFill {
        void fill(DeviceBuffer target, long offset, long bytes, byte value);
    }

    /** A fill that does something else. */
    private interface WrongFill {
        void fill(RightFill right, DeviceBuffer target, long offset, long bytes, byte value);
    }

    private static Mutant copying(String id, String what, WrongCopy wrong) {
        return queue("copy-" + id, what, right -> new ReferenceQueue(right) {
            @Override
            public void copy(DeviceBuffer source, long from, DeviceBuffer target, long to, long bytes) {
                super.copy(source, from, target, to, 0);
                Objects.checkFromIndexSize(from, bytes, source.byteSize());
                Objects.checkFromIndexSize(to, bytes, target.byteSize());
                wrong.copy(super::copy, source, from, target, to, bytes);
            }
        });
    }

    /** A copy. */
    private interface RightCopy {
        void copy(DeviceBuffer source, long from, DeviceBuffer target, long to, long bytes);
    }

    /** A copy that does something else. */
    private interface WrongCopy {
        void copy(RightCopy right, DeviceBuffer source, long from, DeviceBuffer target, long to, long bytes);
    }

    private static Stream<Mutant> transfers() {
        return Stream.of(
                filling(
                        "words",
                        "fills leave out the bytes behind the last word",
                        (right, t, at, n, v) -> right.fill(t, at, n > 8 ? n / 4 * 4 : n, v)),
                filling(
                        "one-more",
                        "fills write one byte too many where there is room",
                        (right, t, at, n, v) -> right.fill(t, at, n > 0 && at + n < t.byteSize() ? n + 1 : n, v)),
                filling(
                        "aligned",
                        "fills start at multiples of 4",
                        (right, t, at, n, v) -> right.fill(t, at / 4 * 4, n, v)),
                filling(
                        "sign",
                        "values above 127 are cut",
                        (right, t, at, n, v) -> right.fill(t, at, n, (byte) Math.max(v, 0))),
                copying(
                        "words",
                        "copies leave out the bytes behind the last word",
                        (right, s, from, t, to, n) -> right.copy(s, from, t, to, n > 16 ? n / 8 * 8 : n)),
                copying("source-offset", "the source's offset is ignored", (right, s, from, t, to, n) -> {
                    if (!s.equals(t)) {
                        right.copy(s, 0, t, to, n);
                    } else {
                        right.copy(s, from, t, to, n);
                    }
                }),
                copying(
                        "large",
                        "copies above 4 MiB stop there",
                        (right, s, from, t, to, n) -> right.copy(s, from, t, to, Math.min(n, 4 << 20))),
                copying("same-buffer", "copies within a buffer are forgotten", (right, s, from, t, to, n) -> {
                    if (!s.equals(t)) {
                        right.copy(s, from, t, to, n);
                    }
                }),
                queue("copy-overlap", "copies over themselves are taken", right -> new ReferenceQueue(right) {
                    @Override
                    public void copy(DeviceBuffer source, long from, DeviceBuffer target, long to, long bytes) {
                        MemorySegment.copy(
                                ReferenceBuffer.readable(right, source),
                                from,
                                ReferenceBuffer.writable(right, target),
                                to,
                                bytes);
                    }
                }),
                queue("upload-offset", "uploads go to a multiple of 16", right -> new ReferenceQueue(right) {
                    @Override
                    public void upload(MemorySegment source, DeviceBuffer target, long offset) {
                        super.upload(source, target, offset);
                        if (offset % 16 != 0 && offset > 16) {
                            super.upload(source, target, offset / 16 * 16);
                        }
                    }
                }),
                queue("upload-heap", "uploads from the heap are refused", right -> new ReferenceQueue(right) {
                    @Override
                    public void upload(MemorySegment source, DeviceBuffer target, long offset) {
                        if (!source.isNative()) {
                            throw new IllegalArgumentException("no heap memory");
                        }
                        super.upload(source, target, offset);
                    }
                }),
                queue("download-offset", "downloads ignore their offset", right -> new ReferenceQueue(right) {
                    @Override
                    public void download(DeviceBuffer source, long offset, MemorySegment target) {
                        Objects.checkFromIndexSize(offset, target.byteSize(), source.byteSize());
                        super.download(source, 0, target);
                    }
                }),
                queue(
                        "download-words",
                        "downloads leave out the bytes behind the last word",
                        right -> new ReferenceQueue(right) {
                            @Override
                            public void download(DeviceBuffer source, long offset, MemorySegment target) {
                                super.download(source, offset, target);
                                long whole = target.byteSize() / 8 * 8;
                                if (whole > 0) {
                                    target.asSlice(whole).fill((byte) 0);
                                }
                            }
                        }),
                queue("unchecked-fill", "fills past the end are cut", right -> new ReferenceQueue(right) {
                    @Override
                    public void fill(DeviceBuffer target, long offset, long bytes, byte value) {
                        super.fill(target, offset, Math.min(bytes, target.byteSize() - offset), value);
                    }
                }));
    }

    private static Stream<Mutant> timing() {
        return Stream.of(
                queue("await-early", "await returns before the commands have run", right -> new AsyncQueue(right) {
                    @Override
                    public void await() {
                        requireOpen();
                    }
                }),
                queue("fence-early", "fences are done at once", right -> new AsyncQueue(right) {
                    @Override
                    public Fence signal() {
                        AsyncFence fence = (AsyncFence) super.signal();
                        fence.latch().countDown();
                        return fence;
                    }
                }),
                queue("fence-says-done", "isDone is always true", right -> new AsyncQueue(right) {
                    @Override
                    public Fence signal() {
                        AsyncFence real = (AsyncFence) super.signal();
                        return new EagerFence(real);
                    }

                    @Override
                    public void waitFor(Fence fence) {
                        super.waitFor(fence instanceof EagerFence eager ? eager.real() : fence);
                    }

                    @Override
                    public void await() {
                        ((EagerFence) signal()).real().await(Duration.ofMinutes(1));
                    }
                }),
                queue("fence-never", "fences of an idle queue are never done", right -> new AsyncQueue(right) {
                    @Override
                    public Fence signal() {
                        return new AsyncFence(right);
                    }

                    @Override
                    public void await() {
                        CountDownLatch done = new CountDownLatch(1);
                        enqueue(done::countDown);
                        new AsyncFence(right, done).await(Duration.ofMinutes(1));
                    }

                    @Override
                    public void waitFor(Fence fence) {
                        requireOpen();
                    }
                }),
                queue("wait-ignored", "queues do not wait for each other", right -> new AsyncQueue(right) {
                    @Override
                    public void waitFor(Fence fence) {
                        requireOpen();
                    }
                }),
                queue("download-at-once", "downloads do not wait for earlier commands", right -> new AsyncQueue(right) {
                    @Override
                    public void download(DeviceBuffer source, long offset, MemorySegment target) {
                        requireOpen();
                        MemorySegment.copy(
                                ReferenceBuffer.readable(right, source), offset, target, 0, target.byteSize());
                    }
                }),
                queue("close-drops", "closing drops commands that have not run", right -> new AsyncQueue(right) {
                    @Override
                    void release() {
                        abandon();
                    }
                }),
                queue("reversed", "pairs of commands change places", right -> new AsyncQueue(right) {
                    private @Nullable Runnable held;

                    @Override
                    void enqueue(Runnable command) {
                        Runnable first = held;
                        held = first == null ? command : null;
                        if (first != null) {
                            super.enqueue(command);
                            super.enqueue(first);
                        }
                    }

                    @Override
                    public void await() {
                        Runnable last = held;
                        held = null;
                        if (last != null) {
                            super.enqueue(last);
                        }
                        CountDownLatch done = new CountDownLatch(1);
                        super.enqueue(done::countDown);
                        new AsyncFence(right, done).await(Duration.ofMinutes(1));
                    }
                }),
                queue("unordered", "fills overtake copies", right -> new AsyncQueue(right) {
                    @Override
                    public void fill(DeviceBuffer target, long offset, long bytes, byte value) {
                        requireOpen();
                        Objects.checkFromIndexSize(offset, bytes, target.byteSize());
                        ReferenceBuffer.writable(right, target)
                                .asSlice(offset, bytes)
                                .fill(value);
                    }
                }),
                new Mutant(
                        "queue-second",
                        FAMILIES,
                        "commands of a second queue are lost",
                        right -> new WrappedBackend(right) {
                            private boolean first = true;

                            @Override
                            public synchronized CommandQueue newQueue() {
                                if (first) {
                                    first = false;
                                    return right.newQueue();
                                }
                                first = true;
                                return new ReferenceQueue(right) {
                                    @Override
                                    public void copy(DeviceBuffer s, long from, DeviceBuffer t, long to, long bytes) {
                                        super.copy(s, from, t, to, 0);
                                    }
                                };
                            }
                        }),
                queue(
                        "drops-many",
                        "the 1000th command since the last await is lost",
                        right -> new ReferenceQueue(right) {
                            private int count;

                            @Override
                            void enqueue(Runnable command) {
                                if (++count != 1000) {
                                    super.enqueue(command);
                                }
                            }

                            @Override
                            public void await() {
                                super.await();
                                count = 0;
                            }
                        }),
                queue("silent", "failures of commands are swallowed", right -> new ReferenceQueue(right) {
                    @Override
                    void enqueue(Runnable command) {
                        try {
                            super.enqueue(command);
                        } catch (RuntimeException e) {
                            // That is the fault.
                        }
                    }
                }));
    }

    /** Says it is done. */
    private record EagerFence(AsyncQueue.AsyncFence real) implements Fence {
        @Override
        public boolean isDone() {
            return true;
        }

        @Override
        public boolean await(Duration timeout) {
            return true;
        }
    }

    private static Stream<Mutant> lifetimes() {
        return Stream.of(
                queue("used-closed", "a closed queue still takes commands", right -> new ReferenceQueue(right) {
                    private CommandQueue inner = right.newQueue();

                    @Override
                    public Fence signal() {
                        return inner.signal();
                    }

                    @Override
                    public void await() {
                        inner.await();
                    }
                }),
                queue("capture-closed", "a closed queue still captures", right -> new ReferenceQueue(right) {
                    @Override
                    public Optional<CommandGraph> capture(Consumer<CommandSink> body) {
                        try (CommandQueue other = right.newQueue()) {
                            return other.capture(body);
                        }
                    }
                }),
                queue("foreign-fence", "fences of any kind are taken", right -> new ReferenceQueue(right) {
                    @Override
                    public void waitFor(Fence fence) {
                        requireOpen();
                    }
                }),
                queue("foreign-graph", "graphs of another backend are ignored", right -> new ReferenceQueue(right) {
                    @Override
                    public void launch(CommandGraph graph) {
                        if (graph instanceof ReferenceGraph own && own.owner() == right) {
                            super.launch(graph);
                        }
                    }
                }),
                queue(
                        "wrong-exception",
                        "a copy past the end is an internal error",
                        right -> new ReferenceQueue(right) {
                            @Override
                            public void copy(DeviceBuffer source, long from, DeviceBuffer target, long to, long bytes) {
                                try {
                                    super.copy(source, from, target, to, bytes);
                                } catch (IndexOutOfBoundsException e) {
                                    throw new InternalException("copy failed", e);
                                }
                            }
                        }));
    }
}
