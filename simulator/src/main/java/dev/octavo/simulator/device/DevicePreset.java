package dev.octavo.simulator.device;

/**
 * Devices by their data sheets (dense BF16, no sparsity). The shares reached are assumptions, not measurements, except the CPU's; calibrate with measured steps where they are
 * to be had.
 */
public enum DevicePreset {
    /** NVIDIA H100 SXM: 989 TFLOP/s, 3.35 TB/s, 80 GB. */
    H100(new DeviceSpec(989e12, 3.35e12, 80e9, 0.6, 0.8, 1.0e-3)),
    /** NVIDIA H200 SXM: 989 TFLOP/s, 4.8 TB/s, 141 GB. */
    H200(new DeviceSpec(989e12, 4.8e12, 141e9, 0.6, 0.8, 1.0e-3)),
    /** AMD Instinct MI300X: 1307 TFLOP/s, 5.3 TB/s, 192 GB. */
    MI300X(new DeviceSpec(1307e12, 5.3e12, 192e9, 0.45, 0.7, 1.0e-3)),
    /** Two Zen 4 cores with AVX-512: 117 GFLOP/s each in f32, 28 GB/s read by each. */
    CPU(new DeviceSpec(234e9, 40e9, 16e9, 0.62, 0.75, 2.0e-4));

    @SuppressWarnings("ImmutableEnumChecker") // A record of numbers.
    private final DeviceSpec spec;

    DevicePreset(DeviceSpec spec) {
        this.spec = spec;
    }

    /** Its limits. */
    public DeviceSpec spec() {
        return spec;
    }
}
