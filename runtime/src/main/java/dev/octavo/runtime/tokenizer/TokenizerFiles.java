package dev.octavo.runtime.tokenizer;

import dev.octavo.runtime.tokenizer.json.Field;
import dev.octavo.runtime.tokenizer.json.TokenizerJson;
import dev.octavo.runtime.tokenizer.json.TokenizerLimits;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of a model directory that concern its tokenizer. */
final class TokenizerFiles {

    private static final int MOST_TEMPLATES = 64;

    private final Path directory;
    private final TokenizerLimits limits;

    TokenizerFiles(Path directory, TokenizerLimits limits) {
        this.directory = directory;
        this.limits = limits;
    }

    /** The path of {@code name}, for messages. */
    String name(String name) {
        return directory.resolve(name).toString();
    }

    byte[] tokenizer() {
        byte[] bytes = bytes(directory.resolve("tokenizer.json"));
        if (bytes == null) {
            throw new UserException(directory + " has no tokenizer.json; add the file from the model's repository, or"
                    + " convert its tokenizer with transformers' save_pretrained");
        }
        return bytes;
    }

    @Nullable
    Field config() {
        return json("tokenizer_config.json");
    }

    @Nullable
    Field specialTokensMap() {
        return json("special_tokens_map.json");
    }

    /** Templates in files of their own, by name. */
    Map<String, String> templates() {
        Map<String, String> templates = new LinkedHashMap<>();
        Field old = json("chat_template.json");
        Field inOld = old == null ? null : old.optional("chat_template");
        if (inOld != null) {
            templates.put(TokenizerConfig.DEFAULT_TEMPLATE, inOld.string());
        }
        put(templates, TokenizerConfig.DEFAULT_TEMPLATE, directory.resolve("chat_template.jinja"));
        Path more = directory.resolve("additional_chat_templates");
        if (Files.isDirectory(more)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(more, "*.jinja")) {
                for (Path file : files) {
                    if (templates.size() < MOST_TEMPLATES) {
                        put(templates, file.getFileName().toString().replaceFirst("\\.jinja$", ""), file);
                    }
                }
            } catch (IOException e) {
                throw unreadable(more, e);
            }
        }
        return templates;
    }

    private void put(Map<String, String> templates, String name, Path file) {
        byte[] bytes = bytes(file);
        if (bytes != null) {
            templates.put(name, new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private @Nullable Field json(String name) {
        byte[] bytes = bytes(directory.resolve(name));
        return bytes == null ? null : new TokenizerJson(name(name), limits).tree(bytes);
    }

    private byte @Nullable [] bytes(Path file) {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(limits.fileBytes() + 1);
            if (bytes.length > limits.fileBytes()) {
                throw new UserException(file + " is larger than " + limits.fileBytes()
                        + " bytes; use a smaller tokenizer or raise TokenizerLimits.fileBytes");
            }
            return bytes;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static UserException unreadable(Path file, IOException e) {
        return new UserException(file + " cannot be read: " + e.getMessage() + "; check its permissions", e);
    }
}
