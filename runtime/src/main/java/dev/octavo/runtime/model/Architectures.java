package dev.octavo.runtime.model;

import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.graph.Graph;
import dev.octavo.spi.UnsupportedSpecException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** All architectures that Octavo knows. */
public final class Architectures {

    private static final List<Architecture> ALL = List.of(new LlamaFamily());

    private Architectures() {}

    /**
     * The step of the model that a configuration describes.
     *
     * @throws UnsupportedSpecException if its architecture is not known (the message lists those that are), or its weights are quantised in a way that is not
     */
    public static Graph graph(HfConfig config, int maxModelLength) {
        if (config.quantization().isPresent()) {
            throw new UnsupportedSpecException("the checkpoint is quantised (quantization_config in "
                    + config.text().source() + "), which Octavo cannot load yet; use the unquantised checkpoint");
        }
        for (String name : config.architectures()) {
            for (Architecture architecture : ALL) {
                if (architecture.names().contains(name)) {
                    return architecture.graph(config, maxModelLength);
                }
            }
        }
        throw new UnsupportedSpecException("unknown architecture " + config.architectures() + " in "
                + config.text().source() + "; known are " + String.join(", ", names()));
    }

    /** Class names of all known architectures, sorted. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>();
        ALL.forEach(architecture -> names.addAll(architecture.names()));
        return names;
    }
}
