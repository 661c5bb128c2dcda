package dev.octavo.backend.opencl;

import dev.octavo.gpu.driver.TuningStore;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Choices in a text file: a mark, then a line {@code key = choice} for each. A file that is not like that counts as none, which is logged, and is replaced with the next choice. Files appear by renaming, so
 * processes may share one; what another one measured meanwhile may be lost, and is measured again then.
 */
final class TuningFile implements TuningStore {

    private static final System.Logger LOG = System.getLogger(TuningFile.class.getName());
    private static final String MARK = "octavo-tuning 1";
    private static final int LARGEST = 1 << 18;
    private static final int MOST_LINES = 4096;
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9_,.\\[\\]= -]{1,200}?) = ([a-z0-9_]{1,64})");

    private final Optional<Path> file;
    private final boolean measures;
    private final Map<String, String> choices = new TreeMap<>();

    /**
     * @param file where; empty to keep them for the life of this object
     * @param measures whether what is not known may be measured
     */
    TuningFile(Optional<Path> file, boolean measures) {
        this.file = file;
        this.measures = measures;
        file.ifPresent(this::load);
    }

    private void load(Path from) {
        try {
            // No line is read of a file that is too large to be one.
            if (Files.size(from) > LARGEST) {
                throw new IOException("it has more than " + LARGEST + " bytes");
            }
            List<String> lines = Files.readAllLines(from, StandardCharsets.UTF_8);
            if (lines.isEmpty()
                    || lines.size() > MOST_LINES
                    || !lines.getFirst().equals(MARK)) {
                throw new IOException("it does not begin with '" + MARK + "', or is too long");
            }
            Map<String, String> read = new TreeMap<>();
            for (String line : lines.subList(1, lines.size())) {
                var parts = LINE.matcher(line);
                if (!parts.matches()) {
                    throw new IOException("it has a line that is not 'key = choice'");
                }
                read.put(parts.group(1), parts.group(2));
            }
            choices.putAll(read);
        } catch (NoSuchFileException e) {
            LOG.log(Level.DEBUG, () -> "nothing was measured yet for " + from);
        } catch (IOException e) {
            LOG.log(Level.WARNING, () -> "measurements in " + from + " are not used, and will be made anew: " + e);
        }
    }

    @Override
    public synchronized Optional<String> find(String key) {
        return Optional.ofNullable(choices.get(key));
    }

    @Override
    public synchronized void keep(String key, String choice) {
        if (choices.size() + 1 >= MOST_LINES
                || !LINE.matcher(key + " = " + choice).matches()) {
            return;
        }
        choices.put(key, choice);
        file.ifPresent(this::store);
    }

    private void store(Path to) {
        byte[] text = choices.entrySet().stream()
                .map(choice -> choice.getKey() + " = " + choice.getValue() + "\n")
                .collect(Collectors.joining("", MARK + "\n", ""))
                .getBytes(StandardCharsets.UTF_8);
        if (text.length > LARGEST) {
            return;
        }
        try {
            Path folder = to.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(folder, "new-", ".tmp");
            try {
                Files.write(fresh, text);
                Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "measurements are not kept in " + to + ": " + e);
        }
    }

    @Override
    public boolean measures() {
        return measures;
    }

    /** The name of a device's file, which also says which of these texts were measured. */
    static String name(String identity, String... sources) {
        String[] parts = Arrays.copyOf(sources, sources.length + 1);
        parts[sources.length] = identity;
        return "tuning-" + BinaryCache.key(parts).substring(0, 32) + ".txt";
    }
}
