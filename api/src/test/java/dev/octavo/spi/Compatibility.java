package dev.octavo.spi;

import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.config.Options;
import japicmp.model.JApiChangeStatus;
import japicmp.model.JApiClass;
import japicmp.output.stdout.StdoutOutputGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Whether a changed SPI has the version number that its changes need. */
final class Compatibility {

    private Compatibility() {}

    /** What is wrong, and what to do; empty if nothing is. */
    static Optional<String> complaint(SurfaceJar released, SurfaceJar now, SpiVersion after) throws IOException {
        SpiVersion before = released.version();
        if (after.compareTo(before) < 0) {
            return Optional.of("SpiVersion went back from the released " + before + " to " + after + "; restore it.");
        }
        if (after.major() > before.major()) {
            return Optional.empty();
        }
        List<JApiClass> classes = compare(released, now);
        List<JApiClass> broken = classes.stream()
                .filter(type -> !type.isBinaryCompatible() || !type.isSourceCompatible())
                .toList();
        boolean hidden = !now.exports().containsAll(released.exports());
        if (!broken.isEmpty() || hidden) {
            return Optional.of("Backends built for SPI " + before
                    + " would break. Keep the old members beside the new ones, or"
                    + " raise SpiVersion.MAJOR to " + (before.major() + 1)
                    + ", set MINOR to 0 and note it in CHANGELOG.md; then no"
                    + " jar built for " + before.major() + ".x loads any more.\n"
                    + (hidden ? "exported before: " + released.exports() + ", now: " + now.exports() + "\n" : "")
                    + report(broken));
        }
        boolean same = classes.stream().allMatch(type -> type.getChangeStatus() == JApiChangeStatus.UNCHANGED);
        if (!same && after.equals(before)) {
            return Optional.of(
                    "The SPI has more than SPI " + before + " had. Raise SpiVersion.MINOR to " + (before.minor() + 1)
                            + " and note it in CHANGELOG.md; otherwise a backend that uses the addition would be loaded by a runtime"
                            + " without it.\n" + report(classes));
        }
        return Optional.empty();
    }

    private static List<JApiClass> compare(SurfaceJar released, SurfaceJar now) {
        JarArchiveComparatorOptions options = new JarArchiveComparatorOptions();
        options.getIgnoreMissingClasses().setIgnoreAllMissingClasses(true);
        options.setNoAnnotations(true);
        return new JarArchiveComparator(options)
                .compare(
                        new JApiCmpArchive(released.bytes(), "released", "released"),
                        new JApiCmpArchive(now.bytes(), "now", "now"));
    }

    private static String report(List<JApiClass> classes) {
        Options options = Options.newDefault();
        options.setOutputOnlyModifications(true);
        return new StdoutOutputGenerator(options, classes).generate();
    }
}
