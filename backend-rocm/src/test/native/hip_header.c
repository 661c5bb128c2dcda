// Prints the numbers of hip_runtime_api.h that Octavo uses, for src/test/resources/hip-header-5.golden (HIP 5.2, Debian's libamdhip64-dev) and hip-header-6.golden (HIP 6.2):
//   gcc -D__HIP_PLATFORM_AMD__ hip_header.c -o probe && ./probe > ../resources/hip-header-5.golden
#include <hip/hip_runtime_api.h>
#include <stddef.h>
#include <stdio.h>

#define SHOW(name) printf(#name " %lld\n", (long long)(name))

int main(void) {
    SHOW(hipSuccess);
    SHOW(hipErrorOutOfMemory);
    SHOW(hipErrorDeinitialized);
    SHOW(hipErrorPriorLaunchFailure);
    SHOW(hipErrorNoDevice);
    SHOW(hipErrorInvalidDevice);
    SHOW(hipErrorInvalidImage);
    SHOW(hipErrorNoBinaryForGpu);
    SHOW(hipErrorECCNotCorrectable);
    SHOW(hipErrorInvalidKernelFile);
    SHOW(hipErrorNotReady);
    SHOW(hipErrorIllegalAddress);
    SHOW(hipErrorLaunchOutOfResources);
    SHOW(hipErrorLaunchTimeOut);
    SHOW(hipErrorContextIsDestroyed);
    SHOW(hipErrorAssert);
    SHOW(hipErrorLaunchFailure);
    SHOW(hipErrorRuntimeOther);
    SHOW(hipDeviceAttributeIntegrated);
    SHOW(hipDeviceAttributeMaxThreadsPerBlock);
    SHOW(hipDeviceAttributeMultiprocessorCount);
    SHOW(hipDeviceAttributePciBusId);
    SHOW(hipDeviceAttributePciDeviceId);
    SHOW(hipDeviceAttributePciDomainID);
    SHOW(hipDeviceAttributeMaxSharedMemoryPerBlock);
    SHOW(hipDeviceAttributeWarpSize);
    SHOW(hipMemcpyDefault);
    SHOW(hipHostMallocPortable | hipHostMallocMapped | hipHostMallocCoherent);
    SHOW(hipStreamNonBlocking);
    SHOW(hipEventDisableTiming);
    SHOW(hipStreamCaptureModeRelaxed);
    SHOW(HIP_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK);
    SHOW(sizeof(hipDevice_t));
    SHOW(sizeof(hipDeviceProp_t));
    SHOW(offsetof(hipDeviceProp_t, gcnArchName));
    return 0;
}
