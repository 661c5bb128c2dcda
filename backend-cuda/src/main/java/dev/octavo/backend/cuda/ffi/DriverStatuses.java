package dev.octavo.backend.cuda.ffi;

import dev.octavo.backend.cuda.driver.CudaFault;
import dev.octavo.backend.cuda.driver.CudaStatus;
import dev.octavo.gpu.ffi.Statuses;

/** libcuda's statuses. */
final class DriverStatuses implements Statuses {

    @Override
    public void check(int status, String call) {
        CudaFault.check(status, call);
    }

    @Override
    public boolean isOutOfMemory(int status) {
        return status == CudaStatus.OUT_OF_MEMORY;
    }

    @Override
    public boolean isNotReady(int status) {
        return status == CudaStatus.NOT_READY;
    }
}
