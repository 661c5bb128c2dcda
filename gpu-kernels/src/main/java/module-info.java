/** What backends for devices with memory and streams of their own share: kernels in one dialect, and the SPI above a narrow driver. */
module dev.octavo.gpu {
    requires transitive dev.octavo.api;
    requires static org.jspecify;

    exports dev.octavo.gpu to
            dev.octavo.backend.opencl,
            dev.octavo.backend.cuda,
            dev.octavo.backend.rocm;
    exports dev.octavo.gpu.code to
            dev.octavo.backend.cuda,
            dev.octavo.backend.rocm;
    exports dev.octavo.gpu.driver to
            dev.octavo.backend.opencl,
            dev.octavo.backend.cuda,
            dev.octavo.backend.rocm;
    exports dev.octavo.gpu.ffi to
            dev.octavo.backend.cuda,
            dev.octavo.backend.rocm;
    exports dev.octavo.gpu.stream to
            dev.octavo.backend.cuda,
            dev.octavo.backend.rocm;
}
