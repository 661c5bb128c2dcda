package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.AttentionVariant;
import java.util.List;
import java.util.Optional;

/** The kinds of attention kernels, by the names that users know, and which of them a spec gets. */
final class AttentionChoice {

    private static final String UNITS = "matrix-units";
    private static final String GROUPS = "work-groups";
    private static final String VECTORS = "vectors";

    private AttentionChoice() {}

    /** All of them, the preferred first. */
    static List<AttentionVariant> variants(GpuCore core) {
        boolean processor = core.traits().vectors();
        return List.of(
                core.driver().hasMatrixUnits()
                        ? AttentionVariant.usable(UNITS)
                        : AttentionVariant.refused(UNITS, "the device has no matrix units that there are kernels for"),
                processor
                        ? AttentionVariant.refused(
                                GROUPS, "the device is a processor, whose work-items share nothing fast")
                        : AttentionVariant.usable(GROUPS),
                processor
                        ? AttentionVariant.usable(VECTORS)
                        : AttentionVariant.refused(VECTORS, "the device's work-items have no vectors of their own"));
    }

    /** Why matrix units are not used for a spec, or nothing. */
    static String unitsRefusal(GpuCore core, AttentionSpec spec) {
        Optional<String> wanted = wanted(core);
        return wanted.isPresent() && !wanted.get().equals(UNITS)
                ? wanted.get() + " is asked for"
                : AttentionUnits.refusal(core, spec);
    }

    /** Why the kind that was asked for does not take a spec, if so. */
    static Optional<String> refusal(GpuCore core, AttentionSpec spec) {
        String refusal = AttentionUnits.refusal(core, spec);
        return wanted(core).filter(UNITS::equals).isPresent() && !refusal.isEmpty()
                ? Optional.of(
                        core.id() + ": attention on " + UNITS + " was asked for, but cannot be had for " + refusal)
                : Optional.empty();
    }

    /** The one that was asked for, where the device has a choice. */
    private static Optional<String> wanted(GpuCore core) {
        return core.options().text(AttentionVariant.OPTION);
    }
}
