package dev.octavo.runtime.model;

import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.graph.Graph;
import java.util.Set;

/** A family of models that share one definition. */
interface Architecture {

    /** Class names in {@code config.json} that this family builds. */
    Set<String> names();

    /**
     * The step of such a model.
     *
     * @param config its configuration
     * @param maxModelLength positions that the rotary tables have to cover
     * @throws dev.octavo.spi.UnsupportedSpecException if the configuration asks for something that the family does not know
     */
    Graph graph(HfConfig config, int maxModelLength);
}
