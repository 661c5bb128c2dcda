/** The CPU backend, id {@code cpu}: Vector API kernels at the machine's preferred width. */
module dev.octavo.backend.cpu {
    requires dev.octavo.api;
    requires java.management;
    requires jdk.incubator.vector;
    requires jdk.management;
    requires static org.jspecify;

    provides dev.octavo.spi.BackendProvider with
            dev.octavo.backend.cpu.CpuProvider;
}
