/** The CPU backend, id {@code cpu}: Vector API kernels at the machine's preferred width. */
module dev.octavo.backend.cpu {
    requires dev.octavo.api;
    requires jdk.incubator.vector;
    requires static org.jspecify;
}
