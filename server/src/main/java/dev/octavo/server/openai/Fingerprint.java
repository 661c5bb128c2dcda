package dev.octavo.server.openai;

import dev.octavo.runtime.generate.ServedModel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** {@code system_fingerprint}: the same for the same build serving the same model in the same way, and telling no more than that. */
final class Fingerprint {

    private static final int DIGITS = 8;

    private Fingerprint() {}

    static String of(String version, ServedModel model) {
        String all = String.join(
                "\n",
                version,
                String.join(",", model.names()),
                model.root(),
                Integer.toString(model.maxModelLength()),
                Integer.toString(model.vocabularySize()));
        return "octavo-" + version + "-" + hash(all).substring(0, DIGITS);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
