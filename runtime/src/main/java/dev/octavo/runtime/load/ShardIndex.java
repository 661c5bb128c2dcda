package dev.octavo.runtime.load;

import dev.octavo.runtime.config.ConfigObject;
import dev.octavo.runtime.config.JsonFiles;
import dev.octavo.runtime.config.JsonLimits;
import dev.octavo.spi.UserException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * {@code model.safetensors.index.json}: which file holds which tensor.
 *
 * @param fileOf tensor name to file name; file names are plain names within the directory
 */
record ShardIndex(Map<String, String> fileOf) {

    static final String FILE_NAME = "model.safetensors.index.json";

    private static final JsonLimits LIMITS = JsonLimits.CONFIG.withMaxBytes(64 << 20);
    // No separators, no drive letters, nothing hidden, no "..": a shard lies directly in the directory.
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+=-]{0,240}\\.safetensors");

    static ShardIndex read(Path file) {
        ConfigObject map = JsonFiles.read(file, LIMITS).object("weight_map");
        Map<String, String> fileOf = new LinkedHashMap<>();
        for (String tensor : map.names()) {
            String shard = map.text(tensor);
            if (!PLAIN_NAME.matcher(shard).matches() || shard.contains("..")) {
                throw new UserException(file + " puts tensor " + BadFile.quote(tensor) + " into " + BadFile.quote(shard)
                        + ", which is not the plain name of a .safetensors file; only files beside the index are read");
            }
            fileOf.put(tensor, shard);
        }
        if (fileOf.isEmpty()) {
            throw new UserException(file + " has an empty weight_map; download the model again");
        }
        return new ShardIndex(fileOf);
    }

    Set<String> shards() {
        return new TreeSet<>(fileOf.values());
    }
}
