/** The engine: models, KV blocks, scheduling, sampling. Talks to hardware only through {@code dev.octavo.api}. */
module dev.octavo.runtime {
    requires transitive dev.octavo.api;
    requires tools.jackson.databind;
    requires static org.jspecify;

    exports dev.octavo.runtime.beam;
    exports dev.octavo.runtime.config;
    exports dev.octavo.runtime.discovery;
    exports dev.octavo.runtime.execute;
    exports dev.octavo.runtime.generate;
    exports dev.octavo.runtime.kv.event;
    exports dev.octavo.runtime.llm;
    exports dev.octavo.runtime.load;
    exports dev.octavo.runtime.metrics;
    exports dev.octavo.runtime.quantize;
    exports dev.octavo.runtime.sample;
    exports dev.octavo.runtime.tokenizer;
    exports dev.octavo.runtime.template;
    exports dev.octavo.runtime.kv to
            dev.octavo.simulator;
    exports dev.octavo.runtime.schedule to
            dev.octavo.simulator,
            dev.octavo.server;

    uses dev.octavo.spi.BackendProvider;
}
