package dev.octavo.backend.rocm;

import dev.octavo.backend.rocm.ffi.HipAttribute;
import dev.octavo.backend.rocm.ffi.HipDevices;
import dev.octavo.backend.rocm.ffi.HipVersion;
import dev.octavo.gpu.code.KernelCompiler;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.DeviceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The devices that the library shows to this process, in its order, which HIP_VISIBLE_DEVICES governs.
 *
 * @param usable those with kernels for them; ordinals count these
 * @param refused why others are left out
 */
record RocmDevices(List<Entry> usable, List<Refusal> refused) {

    /**
     * A device.
     *
     * @param ordinal the library's number
     */
    record Entry(int ordinal, GfxTarget target, DeviceInfo info) {}

    /** A device that cannot be used. */
    record Refusal(String reason, String remedy) {}

    /** @param compiler for architectures that the jar has no code for */
    static RocmDevices of(RocmAccess.Open access, KernelCompiler compiler) {
        HipDevices hip = access.library().devices();
        List<Entry> usable = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        for (int i = 0; i < access.count(); i++) {
            String reported = hip.architecture(i);
            Optional<GfxTarget> target = GfxTarget.of(reported);
            Optional<Refusal> refusal = refusal(name(hip, i, reported), reported, target, compiler);
            if (refusal.isPresent()) {
                refused.add(refusal.get());
            } else {
                usable.add(
                        new Entry(i, target.orElseThrow(), describe(access, i, usable.size(), target.orElseThrow())));
            }
        }
        return new RocmDevices(List.copyOf(usable), List.copyOf(refused));
    }

    private static Optional<Refusal> refusal(
            String name, String reported, Optional<GfxTarget> target, KernelCompiler compiler) {
        if (target.isEmpty()) {
            return Optional.of(new Refusal(
                    name + " reports an architecture that cannot be read, \"" + printable(reported) + "\"",
                    "use a version of ROCm from 5.2 to 7, or report this with the output of rocminfo"));
        }
        if (!target.get().isSupported()) {
            return Optional.of(new Refusal(
                    name + " is " + target.get().processor() + ", the kernels need gfx900 (Vega) or newer",
                    "use a newer GPU, or --device opencl"));
        }
        if (!BundledTargets.has(target.get()) && compiler.lack().isPresent()) {
            return Optional.of(new Refusal(
                    name + " is " + target.get().processor() + ", for which this build has no machine code; "
                            + compiler.lack().get(),
                    "install HIPRTC, or build with scripts/rocm-kernels and OCTAVO_ROCM_TARGETS="
                            + target.get().processor()));
        }
        return Optional.empty();
    }

    private static DeviceInfo describe(RocmAccess.Open access, int hipOrdinal, int ordinal, GfxTarget target) {
        HipDevices hip = access.library().devices();
        boolean integrated = hip.attribute(hipOrdinal, HipAttribute.INTEGRATED) != 0;
        long total = hip.totalBytes(hipOrdinal);
        return new DeviceInfo(
                RocmProvider.ID,
                ordinal,
                name(hip, hipOrdinal, target.processor()),
                integrated ? DeviceKind.INTEGRATED : DeviceKind.DISCRETE,
                Optional.of(busAddress(hip, hipOrdinal)),
                "AMD HIP " + HipVersion.text(access.version()),
                target.full() + ", " + hip.attribute(hipOrdinal, HipAttribute.MULTIPROCESSOR_COUNT)
                        + " compute units, waves of " + hip.attribute(hipOrdinal, HipAttribute.WARP_SIZE)
                        + ", kernels "
                        + (BundledTargets.has(target) ? "compiled ahead of time" : "compiled by HIPRTC"),
                total,
                total);
    }

    /** Some cards have no name. */
    private static String name(HipDevices hip, int hipOrdinal, String architecture) {
        String name = hip.name(hipOrdinal);
        return name.isEmpty() ? "AMD GPU " + printable(architecture) : name;
    }

    private static String printable(String text) {
        return text.codePoints()
                .limit(80)
                .mapToObj(c -> c > ' ' && c < 127 ? Character.toString(c) : "?")
                .collect(Collectors.joining());
    }

    /** Why there is nothing to use, if there is not. */
    Refusal lack() {
        return new Refusal(
                refused.stream().map(Refusal::reason).distinct().collect(Collectors.joining("; ")),
                refused.stream().map(Refusal::remedy).distinct().collect(Collectors.joining("; ")));
    }

    /** As every backend writes it, so that a card that several offer is counted once. */
    private static String busAddress(HipDevices hip, int hipOrdinal) {
        return String.format(
                Locale.ROOT,
                "pci:%04x:%02x:%02x.0",
                hip.attribute(hipOrdinal, HipAttribute.PCI_DOMAIN_ID),
                hip.attribute(hipOrdinal, HipAttribute.PCI_BUS_ID),
                hip.attribute(hipOrdinal, HipAttribute.PCI_DEVICE_ID));
    }
}
