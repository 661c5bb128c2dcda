package dev.octavo.backend.rocm.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.gpu.ffi.Downcalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** What the library says of the machine's devices. */
public final class HipDevices {

    private static final int MAX_NAME = 256;

    private final HipErrors errors;
    private final MethodHandle init;
    private final MethodHandle runtimeVersion;
    private final MethodHandle count;
    private final MethodHandle name;
    private final MethodHandle totalMemory;
    private final MethodHandle attribute;
    private final HipProperties properties;

    HipDevices(SymbolLookup hip, HipErrors errors) {
        this.errors = errors;
        init = Downcalls.status(hip, "hipInit", JAVA_INT);
        runtimeVersion = Downcalls.status(hip, "hipRuntimeGetVersion", ADDRESS);
        count = Downcalls.status(hip, "hipGetDeviceCount", ADDRESS);
        name = Downcalls.status(hip, "hipDeviceGetName", ADDRESS, JAVA_INT, JAVA_INT);
        totalMemory = Downcalls.status(hip, "hipDeviceTotalMem", ADDRESS, JAVA_INT);
        attribute = Downcalls.status(hip, "hipDeviceGetAttribute", ADDRESS, JAVA_INT, JAVA_INT);
        properties = HipProperties.of(hip);
    }

    /** Starts the library; needed before everything else. Returns the status instead of throwing. */
    public int init() {
        try {
            return (int) init.invokeExact(0);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** Number of devices that the process may see; where there are none, 0 or, negated, the status. */
    public int count() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            int status = (int) count.invokeExact(value);
            return status == HipStatus.SUCCESS ? value.get(JAVA_INT, 0) : -status;
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** The library's version, see {@link HipVersion}. */
    public int version() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            errors.check((int) runtimeVersion.invokeExact(value), "hipRuntimeGetVersion");
            return value.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** What the vendor calls a device; empty where it does not. */
    public String name(int ordinal) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(MAX_NAME);
            errors.check((int) name.invokeExact(text, MAX_NAME, ordinal), "hipDeviceGetName");
            byte[] bytes = text.toArray(JAVA_BYTE);
            String all = new String(bytes, StandardCharsets.UTF_8);
            int end = all.indexOf('\0');
            return (end < 0 ? all : all.substring(0, end)).strip();
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** Memory in bytes. */
    public long totalBytes(int ordinal) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_LONG);
            errors.check((int) totalMemory.invokeExact(value, ordinal), "hipDeviceTotalMem");
            return value.get(JAVA_LONG, 0);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** A number about a device. */
    public int attribute(int ordinal, HipAttribute which) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            int status = (int) attribute.invokeExact(value, which.code(), ordinal);
            errors.check(status, "hipDeviceGetAttribute(" + which.headerName() + ")");
            return value.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** What the library says that a device's architecture is, unchecked: {@code gfx90a:sramecc+:xnack-}. */
    public String architecture(int ordinal) {
        return properties.architecture(ordinal, errors);
    }
}
