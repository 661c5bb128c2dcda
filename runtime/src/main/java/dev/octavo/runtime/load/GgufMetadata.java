package dev.octavo.runtime.load;

import dev.octavo.spi.UserException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Typed access to the metadata of a GGUF file. Every error is a {@link UserException} that names the file and the entry. Lists are read from the file when they are asked for,
 * so it has to be open then.
 */
public final class GgufMetadata {

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int MAX_TEXT = 1 << 20;

    private final Path file;
    private final Map<String, GgufValue> entries;

    GgufMetadata(Path file, Map<String, GgufValue> entries) {
        this.file = file;
        this.entries = Collections.unmodifiableMap(entries);
    }

    /** The file, for messages. */
    public Path file() {
        return file;
    }

    /** Names of all entries. */
    public Set<String> names() {
        return entries.keySet();
    }

    /** Whether there is an entry of that name. */
    public boolean has(String name) {
        return entries.containsKey(name);
    }

    /** Text. */
    public Optional<String> text(String name) {
        GgufValue value = entries.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof GgufValue.Text text)) {
            throw wrong(name, value, "a text");
        }
        return Optional.of(text.value());
    }

    /** A truth value. */
    public Optional<Boolean> flag(String name) {
        GgufValue value = entries.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof GgufValue.Flag flag)) {
            throw wrong(name, value, "true or false");
        }
        return Optional.of(flag.value());
    }

    /** A whole number from {@code min} to {@code max}; a list whose elements are all the same number counts as that number. */
    public OptionalInt int32(String name, int min, int max) {
        GgufValue value = entries.get(name);
        if (value == null) {
            return OptionalInt.empty();
        }
        String expected = "a whole number from " + min + " to " + max;
        if (value instanceof GgufValue.Items items && items.count() > 0) {
            int[] each = int32s(name, 1 << 16).orElseThrow();
            for (int one : each) {
                if (one != each[0]) {
                    throw wrong(name, value, expected + " for all layers");
                }
            }
            value = new GgufValue.Whole(each[0]);
        }
        if (!(value instanceof GgufValue.Whole whole) || whole.value() < min || whole.value() > max) {
            throw wrong(name, value, expected);
        }
        return OptionalInt.of((int) whole.value());
    }

    /** A finite number from {@code min} to {@code max}. */
    public OptionalDouble float64(String name, double min, double max) {
        GgufValue value = entries.get(name);
        double number = switch (value) {
            case null -> 0;
            case GgufValue.Whole whole -> whole.value();
            case GgufValue.Real real -> real.value();
            default -> Double.NaN;
        };
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (!(number >= min && number <= max)) {
            throw wrong(name, value, "a number from " + min + " to " + max);
        }
        return OptionalDouble.of(number);
    }

    /** A list of at most {@code limit} texts. */
    public Optional<List<String>> texts(String name, int limit) {
        return list(name, limit, GgufScalar.STRING)
                .map(items -> guarded(() -> {
                    GgufCursor in = new GgufCursor(file, items.bytes());
                    List<String> texts = new ArrayList<>((int) items.count());
                    for (long i = 0; i < items.count(); i++) {
                        texts.add(in.text("element " + i + " of " + name, MAX_TEXT));
                    }
                    return texts;
                }));
    }

    /** A list of at most {@code limit} whole numbers of 32 bits. */
    public Optional<int[]> int32s(String name, int limit) {
        return list(name, limit, GgufScalar.INT32, GgufScalar.UINT32)
                .map(items -> guarded(() -> items.bytes().toArray(INT)));
    }

    /** A list of at most {@code limit} numbers of 32 bits. */
    public Optional<float[]> float32s(String name, int limit) {
        return list(name, limit, GgufScalar.FLOAT32)
                .map(items -> guarded(() -> {
                    float[] values = new float[(int) items.count()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = Float.intBitsToFloat(items.bytes().get(INT, (long) i * Integer.BYTES));
                    }
                    return values;
                }));
    }

    private Optional<GgufValue.Items> list(String name, int limit, GgufScalar... elements) {
        GgufValue value = entries.get(name);
        if (value == null) {
            return Optional.empty();
        }
        List<GgufScalar> allowed = List.of(elements);
        if (!(value instanceof GgufValue.Items items) || !allowed.contains(items.element()) || items.count() > limit) {
            throw wrong(name, value, "a list of at most " + limit + " values of type " + allowed);
        }
        return Optional.of(items);
    }

    private <T> T guarded(Supplier<T> reading) {
        return MappedFile.guard(file, reading);
    }

    /** An error about an entry. */
    public UserException error(String name, String problem) {
        return new UserException(file + ": metadata entry " + BadFile.quote(name) + " " + problem);
    }

    private UserException wrong(String name, GgufValue value, String expected) {
        return error(name, "is " + value.kind() + ", but has to be " + expected);
    }
}
