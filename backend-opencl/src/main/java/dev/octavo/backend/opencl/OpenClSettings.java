package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.config.Surroundings;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.UserException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a user can set.
 *
 * @param cache where built programs are kept
 * @param staging how kernels reach staging memory
 * @param kernels which kernels run
 */
record OpenClSettings(Cache cache, Staging staging, Kernels kernels) {

    /**
     * Where built programs are kept.
     *
     * @param folder empty to keep none
     * @param isAsked whether the user named it
     */
    record Cache(Optional<Path> folder, boolean isAsked) {

        /** Where those for a device are kept. Some drivers keep them by themselves: then only in a folder that was asked for. */
        Optional<Path> of(DeviceFacts device) {
            return isAsked || !device.keepsPrograms() ? folder : Optional.empty();
        }
    }

    /** Which kernels run; every device can run both. */
    enum Kernels {
        /** Those for this kind of device. */
        AUTO,
        /** Those for processors: a work-item has wide vectors of its own. */
        VECTORS,
        /** Those for cards: work-items are lanes of a vector and share local memory. */
        LANES
    }

    /** How kernels reach staging memory. */
    enum Staging {
        /** As the device does best. */
        AUTO,
        /** In place, while the host sees it. */
        SHARED,
        /** By copies. */
        COPIED
    }

    static OpenClSettings from(BackendOptions options) {
        return new OpenClSettings(
                options.text("cache")
                        .map(text -> new Cache(folder(text), true))
                        .orElseGet(() -> new Cache(Surroundings.cacheFolder(), false)),
                choice(options, "staging", Staging.values(), Staging.AUTO),
                choice(options, "kernels", Kernels.values(), Kernels.AUTO));
    }

    private static Optional<Path> folder(String text) {
        if (text.strip().equals("off")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(text.strip()));
        } catch (InvalidPathException e) {
            throw new UserException("backend option cache=" + text + " is neither a folder nor 'off'");
        }
    }

    private static <E extends Enum<E>> E choice(BackendOptions options, String key, E[] values, E fallback) {
        Optional<String> text = options.text(key).map(String::strip);
        if (text.isEmpty()) {
            return fallback;
        }
        for (E value : values) {
            if (word(value).equals(text.get())) {
                return value;
            }
        }
        String words = Arrays.stream(values).map(OpenClSettings::word).collect(Collectors.joining(", "));
        throw new UserException("backend option " + key + "=" + text.get() + " is none of " + words);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
