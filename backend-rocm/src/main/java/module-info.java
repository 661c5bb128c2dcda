/** The ROCm backend, id {@code rocm}: AMD GPUs through AMD's HIP library alone. */
module dev.octavo.backend.rocm {
    requires dev.octavo.api;
    requires dev.octavo.gpu;
    requires static org.jspecify;

    provides dev.octavo.spi.BackendProvider with
            dev.octavo.backend.rocm.RocmProvider;
}
