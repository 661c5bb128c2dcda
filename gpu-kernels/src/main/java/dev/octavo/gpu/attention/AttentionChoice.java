package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.AttentionVariant;
import java.util.List;
import java.util.Optional;

/** Which kind of attention kernels a spec gets: the first that takes it, unless users ask for another. It never depends on a batch, since kinds differ in last bits. */
final class AttentionChoice {

    private AttentionChoice() {}

    /** All of them, the preferred first. */
    static List<AttentionVariant> variants(GpuCore core) {
        boolean processor = core.traits().vectors();
        return List.of(
                variant(
                        AttentionKind.HOPPER,
                        core.driver().hasWarpgroups(),
                        "the device is none of NVIDIA's compute capability 9.0"),
                variant(
                        AttentionKind.UNITS,
                        core.driver().hasMatrixUnits(),
                        "the device has no matrix units that there are kernels for"),
                variant(
                        AttentionKind.GROUPS,
                        !processor,
                        "the device is a processor, whose work-items share nothing fast"),
                variant(AttentionKind.VECTORS, processor, "the device's work-items have no vectors of their own"));
    }

    private static AttentionVariant variant(AttentionKind kind, boolean usable, String refusal) {
        return usable ? AttentionVariant.usable(kind.title()) : AttentionVariant.refused(kind.title(), refusal);
    }

    /** The kind that a spec gets. */
    static AttentionKind kind(GpuCore core, AttentionSpec spec) {
        if (refusal(core, spec, AttentionKind.HOPPER).isEmpty()) {
            return AttentionKind.HOPPER;
        }
        if (refusal(core, spec, AttentionKind.UNITS).isEmpty()) {
            return AttentionKind.UNITS;
        }
        return core.traits().vectors() ? AttentionKind.VECTORS : AttentionKind.GROUPS;
    }

    /** Why a kind that is for some specs alone is not used for one, or nothing. */
    static String refusal(GpuCore core, AttentionSpec spec, AttentionKind kind) {
        Optional<String> wanted = wanted(core);
        return wanted.isPresent() && !wanted.get().equals(kind.title())
                ? wanted.get() + " is asked for"
                : unfitness(core, spec, kind);
    }

    private static String unfitness(GpuCore core, AttentionSpec spec, AttentionKind kind) {
        return switch (kind) {
            case HOPPER -> AttentionHopper.refusal(core, spec);
            case UNITS -> AttentionUnits.refusal(core, spec);
            case GROUPS, VECTORS -> "";
        };
    }

    /** Why the kind that was asked for does not take a spec, if so. */
    static Optional<String> refusal(GpuCore core, AttentionSpec spec) {
        for (AttentionKind kind : List.of(AttentionKind.HOPPER, AttentionKind.UNITS)) {
            String refusal = unfitness(core, spec, kind);
            if (wanted(core).filter(kind.title()::equals).isPresent() && !refusal.isEmpty()) {
                return Optional.of(core.id() + ": attention on " + kind.title()
                        + " was asked for, but cannot be had for " + refusal);
            }
        }
        return Optional.empty();
    }

    /** The one that was asked for, where the device has a choice. */
    private static Optional<String> wanted(GpuCore core) {
        return core.options().text(AttentionVariant.OPTION);
    }
}
