/** The CUDA backend, id {@code cuda}: NVIDIA GPUs through their driver alone. */
module dev.octavo.backend.cuda {
    requires dev.octavo.api;
    requires dev.octavo.gpu;
    requires jcuda;
    requires static org.jspecify;

    provides dev.octavo.spi.BackendProvider with
            dev.octavo.backend.cuda.CudaProvider;
}
