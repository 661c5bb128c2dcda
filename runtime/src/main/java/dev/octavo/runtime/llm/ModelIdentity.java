package dev.octavo.runtime.llm;

import dev.octavo.runtime.load.IdentityDigest;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.ResourceException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Tells loaded models apart by what decides their keys and values: the model's files as {@link IdentityDigest} sees them, types, device and version. */
final class ModelIdentity {

    private ModelIdentity() {}

    /** @throws ResourceException if the files cannot be read */
    static String of(LlmOptions options, DeviceInfo device, int maxModelLength) {
        String version = ModelIdentity.class.getModule().getDescriptor() == null
                ? ""
                : ModelIdentity.class.getModule().getDescriptor().rawVersion().orElse("");
        IdentityDigest digest = new IdentityDigest()
                .text("octavo " + version)
                .text(device.address() + " " + device.variant())
                .text(options.dtype() + " " + options.rounding() + " " + options.cacheType() + " " + maxModelLength)
                .text(options.quantization().toString())
                .text(new TreeMap<>(options.backendOptions().values()).toString());
        try {
            addFiles(digest, options);
        } catch (IOException e) {
            throw new ResourceException("the model's files in " + options.model() + " cannot be read: " + e, e);
        }
        return digest.hex();
    }

    private static void addFiles(IdentityDigest digest, LlmOptions options) throws IOException {
        digest.text(options.dummyWeights() ? "dummy " + options.engine().seed() : "");
        List<Path> files;
        try (Stream<Path> all = Files.walk(options.model(), 1, FileVisitOption.FOLLOW_LINKS)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            digest.file(file);
        }
    }
}
