package dev.octavo.conformance.reference;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.MemoryStats;
import dev.octavo.spi.OutOfDeviceMemoryException;
import dev.octavo.spi.ResourceException;
import dev.octavo.spi.op.TensorOps;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Memory that is not what was asked for, or not given back. */
final class MemoryFaults {

    private static final List<String> FAMILIES = List.of("memory", "leak", "closed", "lifecycle");

    private MemoryFaults() {}

    private static Mutant memory(String id, String what, Function<DeviceMemory, DeviceMemory> change) {
        return new Mutant("memory-" + id, FAMILIES, what, right -> WrappedMemory.of(right, change));
    }

    private static Mutant buffers(String id, String what, UnaryOperator<ReferenceBuffer> change) {
        return new Mutant("buffer-" + id, FAMILIES, what, right -> WrappedMemory.buffers(right, change));
    }

    /** Changes what statistics say. */
    private static Mutant stats(String id, String what, UnaryOperator<MemoryStats> change) {
        return memory("stats-" + id, what, right -> new WrappedMemory(right) {
            @Override
            public MemoryStats stats() {
                return change.apply(right.stats());
            }
        });
    }

    static Stream<Mutant> all() {
        return Stream.of(allocations(), refusals(), windows(), imports()).flatMap(all -> all);
    }

    private static Mutant allocate(String id, String what, Allocating wrong) {
        return memory(id, what, right -> new WrappedMemory(right) {
            @Override
            public DeviceBuffer allocate(long bytes, MemoryKind kind, String label) {
                return wrong.allocate(right, bytes, kind, label);
            }
        });
    }

    /** Allocates. */
    private interface Allocating {
        DeviceBuffer allocate(DeviceMemory right, long bytes, MemoryKind kind, String label);
    }

    private static Stream<Mutant> allocations() {
        return Stream.of(
                allocate(
                        "rounded",
                        "sizes are rounded up to 16 bytes, and byteSize says so",
                        (right, bytes, kind, label) -> right.allocate((bytes + 15) / 16 * 16, kind, label)),
                allocate("nothing", "a buffer of no bytes is refused", (right, bytes, kind, label) -> {
                    if (bytes == 0) {
                        throw new IllegalArgumentException("nothing to allocate");
                    }
                    return right.allocate(bytes, kind, label);
                }),
                allocate(
                        "kind",
                        "STAGING memory says it is DEVICE memory",
                        (right, bytes, kind, label) -> right.allocate(bytes, MemoryKind.DEVICE, label)),
                allocate("leak", "every 17th buffer leaves another one behind", new Allocating() {
                    private int count;

                    @Override
                    public synchronized DeviceBuffer allocate(
                            DeviceMemory right, long bytes, MemoryKind kind, String label) {
                        if (++count % 17 == 0) {
                            right.allocate(64, kind, "left behind");
                        }
                        return right.allocate(bytes, kind, label);
                    }
                }),
                allocate("shared", "small buffers get the same bytes", new Allocating() {
                    private @Nullable DeviceBuffer pool;

                    @Override
                    public synchronized DeviceBuffer allocate(
                            DeviceMemory right, long bytes, MemoryKind kind, String label) {
                        if (bytes < 100 || bytes > 105 || kind == MemoryKind.STAGING) {
                            return right.allocate(bytes, kind, label);
                        }
                        pool = pool == null ? right.allocate(200, kind, "pool") : pool;
                        return pool.slice(0, bytes);
                    }
                }),
                stats(
                        "bytes",
                        "allocated bytes are never counted",
                        s -> new MemoryStats(s.totalBytes(), s.freeBytes(), 0, s.openBuffers())),
                stats(
                        "buffers",
                        "open buffers are never counted",
                        s -> new MemoryStats(s.totalBytes(), s.freeBytes(), s.allocatedBytes(), 0)),
                stats(
                        "free",
                        "more bytes are free than there are",
                        s -> new MemoryStats(s.totalBytes(), s.totalBytes() + 1, s.allocatedBytes(), s.openBuffers())),
                stats(
                        "total",
                        "the device has no bytes",
                        s -> new MemoryStats(0, -1, s.allocatedBytes(), s.openBuffers())),
                stats(
                        "double",
                        "bytes are counted twice",
                        s -> new MemoryStats(
                                s.totalBytes(), s.freeBytes(), 2 * s.allocatedBytes() + 1, s.openBuffers())));
    }

    private static Mutant refusal(String id, String what, Refusing wrong) {
        return allocate("refusal-" + id, what, (right, bytes, kind, label) -> {
            try {
                return right.allocate(bytes, kind, label);
            } catch (OutOfDeviceMemoryException e) {
                throw wrong.refuse(right, bytes, e);
            }
        });
    }

    /** What is thrown instead. */
    private interface Refusing {
        RuntimeException refuse(DeviceMemory right, long bytes, OutOfDeviceMemoryException e);
    }

    private static Stream<Mutant> refusals() {
        return Stream.of(
                refusal(
                        "kind",
                        "running out of memory is an IllegalStateException",
                        (right, bytes, e) -> new IllegalStateException("out of memory", e)),
                refusal(
                        "figures",
                        "the refusal does not say how much was asked for",
                        (right, bytes, e) -> new OutOfDeviceMemoryException(0, e.free(), "conformance far too much")),
                refusal(
                        "label",
                        "the refusal does not name the buffer",
                        (right, bytes, e) -> new OutOfDeviceMemoryException(bytes, e.free(), "a buffer")),
                refusal("leak", "a refusal keeps some bytes", (right, bytes, e) -> {
                    right.allocate(100, MemoryKind.DEVICE, "kept");
                    return e;
                }),
                refusal(
                        "error",
                        "the refusal is a plain resource error",
                        (right, bytes, e) -> new ResourceException("no memory")),
                new Mutant(
                        "memory-refusal-broken",
                        FAMILIES,
                        "after a refusal nothing can be computed any more",
                        right -> new WrappedBackend(right) {
                            private volatile boolean broken;

                            @Override
                            public DeviceMemory memory() {
                                return new WrappedMemory(right.memory()) {
                                    @Override
                                    public DeviceBuffer allocate(long bytes, MemoryKind kind, String label) {
                                        broken |= bytes > 1L << 50;
                                        return right.allocate(bytes, kind, label);
                                    }
                                };
                            }

                            @Override
                            public TensorOps ops() {
                                if (broken) {
                                    throw new DeviceException("broken");
                                }
                                return right.ops();
                            }
                        }));
    }

    private static Stream<Mutant> windows() {
        return Stream.of(
                buffers("close-nothing", "closing a buffer does not free it", buffer -> new ReferenceBuffer(buffer) {
                    @Override
                    public void close() {}
                }),
                buffers("close-twice", "closing twice throws", buffer -> new ReferenceBuffer(buffer) {
                    private boolean closed;

                    @Override
                    public void close() {
                        if (closed) {
                            throw new IllegalStateException("closed already");
                        }
                        closed = true;
                        super.close();
                    }
                }),
                buffers("slice-closes", "closing a slice frees its buffer", buffer -> new ReferenceBuffer(buffer) {
                    @Override
                    public DeviceBuffer slice(long offset, long bytes) {
                        ReferenceBuffer whole = this;
                        return new ReferenceBuffer((ReferenceBuffer) super.slice(offset, bytes)) {
                            @Override
                            public void close() {
                                whole.close();
                            }
                        };
                    }
                }),
                buffers(
                        "slice-offset",
                        "a slice of a slice starts where the first one does",
                        buffer -> new ReferenceBuffer(buffer) {
                            @Override
                            public DeviceBuffer slice(long offset, long bytes) {
                                ReferenceBuffer whole = this;
                                return new ReferenceBuffer((ReferenceBuffer) super.slice(offset, bytes)) {
                                    @Override
                                    public DeviceBuffer slice(long inner, long innerBytes) {
                                        Objects.checkFromIndexSize(inner, innerBytes, byteSize());
                                        return whole.slice(offset, innerBytes);
                                    }
                                };
                            }
                        }),
                buffers(
                        "slice-bounds",
                        "slices are not checked against the buffer's end",
                        buffer -> new ReferenceBuffer(buffer) {
                            @Override
                            public DeviceBuffer slice(long offset, long bytes) {
                                long from = Math.clamp(offset, 0, byteSize());
                                return super.slice(from, Math.clamp(bytes, 0, byteSize() - from));
                            }
                        }),
                buffers("slice-aligned", "slices start at multiples of 8", buffer -> new ReferenceBuffer(buffer) {
                    @Override
                    public DeviceBuffer slice(long offset, long bytes) {
                        super.slice(offset, bytes);
                        return super.slice(offset / 8 * 8, bytes);
                    }
                }),
                buffers(
                        "view-whole",
                        "the host view of a slice is that of the whole buffer",
                        buffer -> new ReferenceBuffer(buffer) {
                            @Override
                            public DeviceBuffer slice(long offset, long bytes) {
                                ReferenceBuffer whole = this;
                                return new ReferenceBuffer((ReferenceBuffer) super.slice(offset, bytes)) {
                                    @Override
                                    public Optional<MemorySegment> hostView() {
                                        return whole.hostView();
                                    }
                                };
                            }
                        }),
                buffers("view-copy", "the host view is a copy", buffer -> new ReferenceBuffer(buffer) {
                    @Override
                    public Optional<MemorySegment> hostView() {
                        return super.hostView().map(view -> MemorySegment.ofArray(view.toArray(ValueLayout.JAVA_BYTE)));
                    }
                }),
                buffers(
                        "view-missing",
                        "there is no host view, though memory is said to be unified",
                        buffer -> new ReferenceBuffer(buffer) {
                            @Override
                            public Optional<MemorySegment> hostView() {
                                return kind() == MemoryKind.STAGING ? super.hostView() : Optional.empty();
                            }
                        }),
                buffers("view-staging", "staging memory has no host view", buffer -> new ReferenceBuffer(buffer) {
                    @Override
                    public Optional<MemorySegment> hostView() {
                        return kind() == MemoryKind.STAGING ? Optional.empty() : super.hostView();
                    }
                }));
    }

    private static Mutant imported(String id, String what, Importing wrong) {
        return memory("import-" + id, what, right -> new WrappedMemory(right) {
            @Override
            public Optional<DeviceBuffer> importHost(MemorySegment segment) {
                return wrong.importHost(right, segment);
            }
        });
    }

    /** Imports. */
    private interface Importing {
        Optional<DeviceBuffer> importHost(DeviceMemory right, MemorySegment segment);
    }

    private static Stream<Mutant> imports() {
        return Stream.of(
                imported("copies", "an import is a copy", (right, segment) -> {
                    MemorySegment copy = MemorySegment.ofArray(segment.toArray(ValueLayout.JAVA_BYTE));
                    return right.importHost(copy);
                }),
                imported("counts", "imports count as allocated memory", (right, segment) -> {
                    DeviceBuffer buffer = right.allocate(segment.byteSize(), MemoryKind.DEVICE, "import");
                    buffer.hostView().orElseThrow().copyFrom(segment);
                    return Optional.of(buffer);
                }),
                imported(
                        "long",
                        "an import is longer than its segment",
                        (right, segment) -> segment.byteSize() < 100
                                ? right.importHost(MemorySegment.ofArray(new byte[(int) segment.byteSize() + 8]))
                                : right.importHost(segment)),
                imported(
                        "close",
                        "closing an import clears the host's memory",
                        (right, segment) -> right.importHost(segment)
                                .map(buffer -> new ReferenceBuffer((ReferenceBuffer) buffer) {
                                    @Override
                                    public void close() {
                                        super.close();
                                        if (!segment.isReadOnly()) {
                                            segment.fill((byte) 0);
                                        }
                                    }
                                })));
    }
}
