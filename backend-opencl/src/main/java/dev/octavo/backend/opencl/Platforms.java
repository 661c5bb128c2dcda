package dev.octavo.backend.opencl;

import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** Looks through every platform that the loader knows. */
final class Platforms {

    /** What {@code clGetPlatformIDs} of a loader without drivers answers. */
    private static final int NO_PLATFORM = -1001;

    private Platforms() {}

    /** All devices, platform by platform; none where there is no driver. */
    static List<FoundDevice> devices() {
        List<FoundDevice> found = new ArrayList<>();
        int[] count = new int[1];
        int status = CL.clGetPlatformIDs(0, null, count);
        if (status == NO_PLATFORM || status == CL.CL_SUCCESS && count[0] == 0) {
            return found;
        }
        ClStatus.check(status, "clGetPlatformIDs");
        cl_platform_id[] platforms = new cl_platform_id[count[0]];
        ClStatus.check(CL.clGetPlatformIDs(platforms.length, platforms, null), "clGetPlatformIDs");
        for (cl_platform_id platform : platforms) {
            int[] devices = new int[1];
            if (CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, devices) == CL.CL_SUCCESS
                    && devices[0] > 0) {
                cl_device_id[] ids = new cl_device_id[devices[0]];
                ClStatus.check(
                        CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, ids.length, ids, null), "clGetDeviceIDs");
                for (cl_device_id id : ids) {
                    found.add(FoundDevice.ask(platform, id));
                }
            }
        }
        return found;
    }
}
