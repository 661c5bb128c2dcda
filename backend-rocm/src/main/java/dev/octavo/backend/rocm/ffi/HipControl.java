package dev.octavo.backend.rocm.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.gpu.ffi.Downcalls;
import dev.octavo.gpu.stream.DeviceControl;
import dev.octavo.gpu.stream.Handle;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** The control plane. */
public final class HipControl implements DeviceControl {

    private static final int STREAM_NON_BLOCKING = 1;
    private static final int EVENT_DISABLE_TIMING = 2;
    private static final int CAPTURE_RELAXED = 2;
    private static final int MAX_THREADS_PER_BLOCK = 0;

    private final HipErrors errors;
    private final MethodHandle memoryInfo;
    private final MethodHandle allocate;
    private final MethodHandle free;
    private final MethodHandle loadModule;
    private final MethodHandle unloadModule;
    private final MethodHandle function;
    private final MethodHandle functionAttribute;
    private final MethodHandle createStream;
    private final MethodHandle destroyStream;
    private final MethodHandle createEvent;
    private final MethodHandle destroyEvent;
    private final MethodHandle beginCapture;
    private final MethodHandle endCapture;
    private final MethodHandle instantiate;
    private final MethodHandle destroyGraph;
    private final MethodHandle destroyExecutable;

    /** A module, whose image the library reads when a kernel is first asked for, so that it has to stay. */
    private record Module(long address, Arena image) implements Handle {}

    HipControl(SymbolLookup hip, HipErrors errors) {
        this.errors = errors;
        memoryInfo = Downcalls.status(hip, "hipMemGetInfo", ADDRESS, ADDRESS);
        allocate = Downcalls.status(hip, "hipMalloc", ADDRESS, JAVA_LONG);
        free = Downcalls.status(hip, "hipFree", JAVA_LONG);
        loadModule = Downcalls.status(hip, "hipModuleLoadData", ADDRESS, ADDRESS);
        unloadModule = Downcalls.status(hip, "hipModuleUnload", JAVA_LONG);
        function = Downcalls.status(hip, "hipModuleGetFunction", ADDRESS, JAVA_LONG, ADDRESS);
        functionAttribute = Downcalls.status(hip, "hipFuncGetAttribute", ADDRESS, JAVA_INT, JAVA_LONG);
        createStream = Downcalls.status(hip, "hipStreamCreateWithFlags", ADDRESS, JAVA_INT);
        destroyStream = Downcalls.status(hip, "hipStreamDestroy", JAVA_LONG);
        createEvent = Downcalls.status(hip, "hipEventCreateWithFlags", ADDRESS, JAVA_INT);
        destroyEvent = Downcalls.status(hip, "hipEventDestroy", JAVA_LONG);
        beginCapture = Downcalls.status(hip, "hipStreamBeginCapture", JAVA_LONG, JAVA_INT);
        endCapture = Downcalls.status(hip, "hipStreamEndCapture", JAVA_LONG, ADDRESS);
        instantiate = Downcalls.status(hip, "hipGraphInstantiateWithFlags", ADDRESS, JAVA_LONG, JAVA_LONG);
        destroyGraph = Downcalls.status(hip, "hipGraphDestroy", JAVA_LONG);
        destroyExecutable = Downcalls.status(hip, "hipGraphExecDestroy", JAVA_LONG);
    }

    /** A call that fills a place with a handle. */
    @FunctionalInterface
    private interface Making {
        int into(MemorySegment place) throws Throwable;
    }

    /** A call without a result. */
    @FunctionalInterface
    private interface Calling {
        int now() throws Throwable;
    }

    private long make(String call, Making making) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(JAVA_LONG);
            errors.check(making.into(place), call);
            return place.get(JAVA_LONG, 0);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    private void call(String call, Calling calling) {
        try {
            errors.check(calling.now(), call);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** HIP's current device is its current context; nothing has to be counted. */
    @Override
    public Handle retainPrimary(int ordinal) {
        return new Address(ordinal);
    }

    @Override
    public void releasePrimary(int ordinal) {
        // The context stays until the process ends.
    }

    @Override
    public long freeBytes() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(JAVA_LONG, 2);
            errors.check((int) memoryInfo.invokeExact(numbers, numbers.asSlice(JAVA_LONG.byteSize())), "hipMemGetInfo");
            return numbers.get(JAVA_LONG, 0);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    @Override
    public @Nullable Handle allocate(long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(JAVA_LONG);
            int status = (int) allocate.invokeExact(place, bytes);
            if (status == HipStatus.OUT_OF_MEMORY) {
                return null;
            }
            errors.check(status, "hipMalloc of " + bytes + " bytes");
            return new Address(place.get(JAVA_LONG, 0));
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    @Override
    public void free(Handle memory) {
        call("hipFree", () -> (int) free.invokeExact(memory.address()));
    }

    @Override
    public @Nullable Handle loadModule(byte[] image) {
        Arena kept = Arena.ofShared();
        boolean loaded = false;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(JAVA_LONG);
            // Machine code is read as a file's pages would be.
            MemorySegment copy = kept.allocate(Math.max(1, image.length), 4096);
            MemorySegment.copy(image, 0, copy, JAVA_BYTE, 0, image.length);
            int status = (int) loadModule.invokeExact(place, copy);
            if (HipStatus.isForeignCode(status)) {
                return null;
            }
            errors.check(status, "hipModuleLoadData");
            loaded = true;
            return new Module(place.get(JAVA_LONG, 0), kept);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        } finally {
            if (!loaded) {
                kept.close();
            }
        }
    }

    @Override
    public void unloadModule(Handle module) {
        try {
            call("hipModuleUnload", () -> (int) unloadModule.invokeExact(module.address()));
        } finally {
            ((Module) module).image.close();
        }
    }

    @Override
    public @Nullable Handle function(Handle module, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(JAVA_LONG);
            int status = (int) function.invokeExact(place, module.address(), arena.allocateFrom(name));
            if (HipStatus.isForeignCode(status)) {
                return null;
            }
            errors.check(status, "hipModuleGetFunction(" + name + ")");
            return new Address(place.get(JAVA_LONG, 0));
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    @Override
    public int maxThreads(Handle kernel) {
        // The place is eight bytes of zeros, of which four are filled.
        return (int) make("hipFuncGetAttribute", place ->
                (int) functionAttribute.invokeExact(place, MAX_THREADS_PER_BLOCK, kernel.address()));
    }

    @Override
    public Handle createStream() {
        return new Address(
                make("hipStreamCreateWithFlags", place -> (int) createStream.invokeExact(place, STREAM_NON_BLOCKING)));
    }

    @Override
    public void destroyStream(Handle stream) {
        call("hipStreamDestroy", () -> (int) destroyStream.invokeExact(stream.address()));
    }

    @Override
    public Handle createEvent() {
        return new Address(
                make("hipEventCreateWithFlags", place -> (int) createEvent.invokeExact(place, EVENT_DISABLE_TIMING)));
    }

    @Override
    public void destroyEvent(Handle event) {
        call("hipEventDestroy", () -> (int) destroyEvent.invokeExact(event.address()));
    }

    @Override
    public void beginCapture(Handle stream) {
        call("hipStreamBeginCapture", () -> (int) beginCapture.invokeExact(stream.address(), CAPTURE_RELAXED));
    }

    @Override
    public Handle endCapture(Handle stream) {
        return new Address(make("hipStreamEndCapture", place -> (int) endCapture.invokeExact(stream.address(), place)));
    }

    @Override
    public Handle instantiate(Handle graph) {
        return new Address(make(
                "hipGraphInstantiateWithFlags", place -> (int) instantiate.invokeExact(place, graph.address(), 0L)));
    }

    @Override
    public void destroyGraph(Handle graph) {
        call("hipGraphDestroy", () -> (int) destroyGraph.invokeExact(graph.address()));
    }

    @Override
    public void destroyExecutable(Handle executable) {
        call("hipGraphExecDestroy", () -> (int) destroyExecutable.invokeExact(executable.address()));
    }
}
