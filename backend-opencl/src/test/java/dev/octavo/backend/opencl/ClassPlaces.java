package dev.octavo.backend.opencl;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Where classes lie, for a class path. */
final class ClassPlaces {

    private ClassPlaces() {}

    static String of(Class<?>... types) {
        return Arrays.stream(types)
                .map(type -> URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .map(place -> Path.of(place).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
