package dev.octavo.backend.rocm.ffi;

import dev.octavo.gpu.ffi.Downcalls;
import dev.octavo.gpu.ffi.Statuses;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceLostException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** Calls of the library that failed, as the exceptions that callers of the SPI see, under the library's own names. */
public final class HipErrors implements Statuses {

    private static final long LONGEST_NAME = 256;

    private final MethodHandle nameOf;

    HipErrors(SymbolLookup hip) {
        nameOf = Downcalls.text(hip, "hipGetErrorName");
    }

    @Override
    public void check(int status, String call) {
        if (status != HipStatus.SUCCESS) {
            throw of(status, call);
        }
    }

    @Override
    public boolean isOutOfMemory(int status) {
        return status == HipStatus.OUT_OF_MEMORY;
    }

    @Override
    public boolean isNotReady(int status) {
        return status == HipStatus.NOT_READY;
    }

    /** The exception for a status that is no success. */
    DeviceException of(int status, String call) {
        String what = call + " failed: " + name(status) + " (" + status + ")";
        if (HipStatus.isSticky(status)) {
            return new DeviceLostException(what + "; the device is lost to this process, restart it", null);
        }
        return new DeviceException(what + remedy(status));
    }

    /** The library's name for a status. */
    @SuppressWarnings("restricted") // A constant of the library's, which ends with a zero byte.
    public String name(int status) {
        try {
            MemorySegment text = (MemorySegment) nameOf.invokeExact(status);
            return text.address() == 0
                    ? "HIP error"
                    : text.reinterpret(LONGEST_NAME).getString(0);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    private static String remedy(int status) {
        return switch (status) {
            case HipStatus.NO_BINARY_FOR_GPU -> "; this build has no kernels for this GPU's architecture";
            case HipStatus.LAUNCH_OUT_OF_RESOURCES ->
                "; the kernel needs more registers or local memory than the device has";
            default -> "";
        };
    }
}
