package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.config.Surroundings;
import dev.octavo.backend.opencl.ffi.ClLibrary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jocl.CL;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/**
 * What every platform that the loader knows has.
 *
 * @param devices those that can be used, platform by platform
 * @param passedOver in words, what cannot be used and why
 */
record Platforms(List<FoundDevice> devices, List<String> passedOver) {

    /** What {@code clGetPlatformIDs} of a loader without drivers answers. */
    private static final int NO_PLATFORM = -1001;

    /** A driver that says more is not believed. */
    private static final int MOST = 1024;

    /** Whether there is a loader of drivers at all. */
    static boolean loaderIsThere() {
        return ClLibrary.open().isPresent();
    }

    /** Looks through all platforms. One that fails does not hide the others. */
    static Platforms look() {
        Surroundings.keepJoclApart();
        List<FoundDevice> usable = new ArrayList<>();
        List<String> passedOver = new ArrayList<>();
        for (cl_platform_id platform : platforms()) {
            String name = InfoReader.text(
                    (parameter, size, value, returned) ->
                            CL.clGetPlatformInfo(platform, parameter, size, value, returned),
                    CL.CL_PLATFORM_NAME);
            try {
                for (cl_device_id id : devices(platform)) {
                    FoundDevice device = FoundDevice.ask(platform, id);
                    Optional<String> lack = device.lack();
                    lack.ifPresentOrElse(
                            why -> passedOver.add(device.facts().name() + " of " + name + ": " + why),
                            () -> usable.add(device));
                }
            } catch (RuntimeException e) {
                passedOver.add(name + ": " + e.getMessage());
            }
        }
        return new Platforms(List.copyOf(usable), List.copyOf(passedOver));
    }

    private static cl_platform_id[] platforms() {
        int[] count = new int[1];
        int status = CL.clGetPlatformIDs(0, null, count);
        if (status == NO_PLATFORM || (status == CL.CL_SUCCESS && count[0] <= 0)) {
            return new cl_platform_id[0];
        }
        ClStatus.check(status, "asking for platforms");
        cl_platform_id[] platforms = new cl_platform_id[Math.min(MOST, count[0])];
        ClStatus.check(CL.clGetPlatformIDs(platforms.length, platforms, null), "asking for platforms");
        return platforms;
    }

    private static cl_device_id[] devices(cl_platform_id platform) {
        int[] count = new int[1];
        int status = CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count);
        if (status == CL.CL_DEVICE_NOT_FOUND || (status == CL.CL_SUCCESS && count[0] <= 0)) {
            return new cl_device_id[0];
        }
        ClStatus.check(status, "asking for devices");
        cl_device_id[] devices = new cl_device_id[Math.min(MOST, count[0])];
        ClStatus.check(
                CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, devices.length, devices, null),
                "asking for devices");
        return devices;
    }
}
