package dev.octavo.runtime.llm;

import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.InternalException;
import dev.octavo.spi.ResourceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Tells loaded models apart by what decides their keys and values: the model's files, types, device and version. Files are not read whole: names, sizes, times of change and samples stand for them,
 * so one that was written anew, even with the same content, counts as another.
 */
final class ModelIdentity {

    private static final int SAMPLES = 64;
    private static final int SAMPLE_BYTES = 4096;

    private ModelIdentity() {}

    /** @throws ResourceException if the files cannot be read */
    static String of(LlmOptions options, DeviceInfo device, int maxModelLength) {
        MessageDigest digest = sha256();
        String version = ModelIdentity.class.getModule().getDescriptor() == null
                ? ""
                : ModelIdentity.class.getModule().getDescriptor().rawVersion().orElse("");
        update(digest, "octavo " + version);
        update(digest, device.address() + " " + device.variant());
        update(digest, options.dtype() + " " + options.rounding() + " " + options.cacheType() + " " + maxModelLength);
        update(digest, new TreeMap<>(options.backendOptions().values()).toString());
        try {
            updateFiles(digest, options);
        } catch (IOException e) {
            throw new ResourceException("the model's files in " + options.model() + " cannot be read: " + e, e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void updateFiles(MessageDigest digest, LlmOptions options) throws IOException {
        update(digest, options.dummyWeights() ? "dummy " + options.engine().seed() : "");
        List<Path> files;
        try (Stream<Path> all = Files.walk(options.model(), 1, FileVisitOption.FOLLOW_LINKS)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            updateSamples(digest, file);
        }
    }

    private static void updateSamples(MessageDigest digest, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            update(digest, file.getFileName() + " " + size + " " + Files.getLastModifiedTime(file));
            ByteBuffer sample = ByteBuffer.allocate(SAMPLE_BYTES);
            for (int i = 0; i < SAMPLES; i++) {
                sample.clear();
                channel.read(sample, size / SAMPLES * i);
                digest.update(sample.flip());
            }
        }
    }

    private static void update(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException missing) {
            throw new InternalException("this Java runtime has no SHA-256; every compliant one does", missing);
        }
    }
}
