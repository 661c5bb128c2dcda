/** The OpenCL backend, id {@code opencl}: any device whose vendor installs an OpenCL driver. */
module dev.octavo.backend.opencl {
    requires dev.octavo.api;
    requires dev.octavo.gpu;
    requires java.logging; // JOCL is no module of its own and cannot say that it needs it.
    requires java.management;
    requires jdk.management;
    requires jocl;
    requires static org.jspecify;

    provides dev.octavo.spi.BackendProvider with
            dev.octavo.backend.opencl.OpenClProvider;
}
