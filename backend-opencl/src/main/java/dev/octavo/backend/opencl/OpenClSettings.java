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
 * @param graphs what captured launches become
 * @param tuning how kernels are chosen that give the same bits
 * @param queues how the device takes a queue's commands
 */
record OpenClSettings(Cache cache, Staging staging, Kernels kernels, Graphs graphs, Tuning tuning, Queues queues) {

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

    /** What captured launches become. */
    enum Graphs {
        /** As is best for this kind of device. */
        AUTO,
        /** Command buffers, where the device has them. */
        BUFFERS,
        /** Lists of launches that are enqueued one by one. */
        LISTS
    }

    /** How kernels are chosen that give the same bits. */
    enum Tuning {
        /** By what was measured, or is now. */
        ON,
        /** By what was measured and kept, else by rule. */
        FILE,
        /** By rule. */
        OFF
    }

    /** How the device takes a queue's commands, which take effect in their order either way. */
    enum Queues {
        /** As is best for this kind of device. */
        AUTO,
        /** One after the other. */
        IN_ORDER,
        /** Those between two barriers in any order, or side by side; barriers stand before commands that need what came earlier. */
        OUT_OF_ORDER
    }

    static OpenClSettings from(BackendOptions options) {
        return new OpenClSettings(
                options.text("cache")
                        .map(text -> new Cache(folder(text), true))
                        .orElseGet(() -> new Cache(Surroundings.cacheFolder(), false)),
                choice(options, "staging", Staging.values(), Staging.AUTO),
                choice(options, "kernels", Kernels.values(), Kernels.AUTO),
                choice(options, "graphs", Graphs.values(), Graphs.AUTO),
                choice(options, "tuning", Tuning.values(), Tuning.ON),
                choice(options, "queue", Queues.values(), Queues.AUTO));
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
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
