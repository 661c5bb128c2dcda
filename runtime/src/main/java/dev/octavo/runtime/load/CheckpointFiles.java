package dev.octavo.runtime.load;

import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the files of a checkpoint and opens them. */
final class CheckpointFiles {

    private static final String SINGLE = "model.safetensors";
    private static final String SUFFIX = ".safetensors";
    private static final int MAX_FILES = 10_000;
    private static final Pattern PICKLE = Pattern.compile(".*\\.(bin|pt|pth|pkl|pickle|ckpt)");
    private static final Pattern SHARD = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.safetensors");

    private CheckpointFiles() {}

    static Checkpoint open(Path path) {
        if (!Files.isDirectory(path)) {
            if (isPickle(path.getFileName() == null ? "" : path.getFileName().toString())) {
                throw pickle(path, path.getFileName().toString());
            }
            return opened(path, List.of(path), Map.of());
        }
        if (Files.exists(path.resolve(SINGLE))) {
            return opened(path, List.of(path.resolve(SINGLE)), Map.of());
        }
        Path index = path.resolve(ShardIndex.FILE_NAME);
        if (Files.exists(index)) {
            return indexed(path, ShardIndex.read(index));
        }
        return listed(path);
    }

    private static Checkpoint indexed(Path directory, ShardIndex index) {
        Set<String> shards = index.shards();
        List<String> missing = shards.stream()
                .filter(name -> !Files.exists(directory.resolve(name)))
                .toList();
        if (!missing.isEmpty()) {
            throw new UserException(directory + " lacks " + missing.size() + " of the " + shards.size() + " files that "
                    + ShardIndex.FILE_NAME + " names: " + abridged(missing) + "; finish the download");
        }
        return opened(directory, shards.stream().map(directory::resolve).toList(), index.fileOf());
    }

    private static Checkpoint listed(Path directory) {
        Set<String> names = list(directory);
        Set<String> weights = names.stream()
                .filter(name -> name.endsWith(SUFFIX) && !name.startsWith(".") && !name.startsWith("adapter_model"))
                .collect(Collectors.toCollection(TreeSet::new));
        if (weights.stream().anyMatch(name -> !name.startsWith("consolidated"))) {
            weights.removeIf(name -> name.startsWith("consolidated"));
        }
        if (weights.isEmpty()) {
            throw nothing(directory, names);
        }
        checkComplete(directory, weights);
        return opened(directory, weights.stream().map(directory::resolve).toList(), Map.of());
    }

    private static Set<String> list(Path directory) {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                if (names.size() == MAX_FILES) {
                    throw new UserException(
                            directory + " holds more than " + MAX_FILES + " files; it is no model's directory");
                }
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (IOException e) {
            throw BadFile.unreadable(directory, e);
        }
        return names;
    }

    private static UserException nothing(Path directory, Set<String> names) {
        return names.stream()
                .filter(CheckpointFiles::isPickle)
                .findFirst()
                .map(name -> pickle(directory, name))
                .orElseGet(() -> {
                    boolean gguf = names.stream().anyMatch(name -> name.endsWith(".gguf"));
                    return new UserException("no weights (*.safetensors) in " + directory
                            + (gguf
                                    ? "; a GGUF file is there: give its own path instead of the directory"
                                    : "; check the model's path"));
                });
    }

    private static boolean isPickle(String name) {
        return PICKLE.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }

    private static UserException pickle(Path path, String name) {
        return new UserException(
                path + " holds weights as " + name + ", a format that can run code when it is read, so Octavo does not;"
                        + " use a safetensors version of the model, or convert it with transformers:"
                        + " AutoModelForCausalLM.from_pretrained(dir).save_pretrained(out)");
    }

    /** Without an index, the numbers in the names say whether a part is missing. */
    private static void checkComplete(Path directory, Set<String> names) {
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            Matcher shard = SHARD.matcher(name);
            if (!shard.matches()) {
                continue;
            }
            int count = Integer.parseInt(shard.group(3));
            if (count > MAX_FILES) {
                throw new UserException(directory.resolve(name) + " claims to be one of " + count + " files; at most "
                        + MAX_FILES + " are read");
            }
            for (int i = 1; i <= count && missing.size() < MAX_FILES; i++) {
                String expected =
                        String.format(Locale.ROOT, "%s-%05d-of-%s%s", shard.group(1), i, shard.group(3), SUFFIX);
                if (!names.contains(expected) && !missing.contains(expected)) {
                    missing.add(expected);
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new UserException(directory + " lacks " + abridged(missing) + "; finish the download");
        }
    }

    private static Checkpoint opened(Path source, List<Path> paths, Map<String, String> index) {
        List<SafetensorsFile> files = new ArrayList<>();
        try {
            Map<String, SafetensorsFile> byName = new LinkedHashMap<>();
            for (Path path : paths) {
                SafetensorsFile file = SafetensorsFile.open(path);
                files.add(file);
                byName.put(String.valueOf(path.getFileName()), file);
            }
            return new ShardedCheckpoint(source, files, tensors(source, byName, index));
        } catch (RuntimeException | Error e) {
            files.forEach(SafetensorsFile::close);
            throw e;
        }
    }

    /** The index decides where it speaks; tensors it forgets are taken from the files. */
    private static Map<String, SafetensorsFile> tensors(
            Path source, Map<String, SafetensorsFile> files, Map<String, String> index) {
        Map<String, SafetensorsFile> fileOf = new LinkedHashMap<>();
        List<String> absent = new ArrayList<>();
        index.forEach((tensor, name) -> {
            SafetensorsFile file = files.get(name);
            if (file == null || !file.entries().containsKey(tensor)) {
                absent.add(BadFile.quote(tensor) + " in " + name);
            } else {
                fileOf.put(tensor, file);
            }
        });
        if (!absent.isEmpty()) {
            throw new UserException(source + " lacks tensors that " + ShardIndex.FILE_NAME + " names: "
                    + abridged(absent) + "; index and files belong to different versions, download the model again");
        }
        for (SafetensorsFile file : files.values()) {
            for (String tensor : file.entries().keySet()) {
                SafetensorsFile other = fileOf.putIfAbsent(tensor, file);
                if (other != null && other != file && !index.containsKey(tensor)) {
                    throw new UserException("tensor " + BadFile.quote(tensor) + " is both in " + other.path()
                            + " and in " + file.path() + "; remove the files that do not belong to the model");
                }
            }
        }
        return fileOf;
    }

    private static String abridged(List<String> names) {
        int shown = 50;
        String text = names.stream().limit(shown).collect(Collectors.joining(", "));
        return names.size() <= shown ? text : text + " and " + (names.size() - shown) + " more";
    }
}
