/** A discrete-event simulator of serving: the engine's own scheduler and block manager over devices that only cost time. */
module dev.octavo.simulator {
    requires transitive dev.octavo.runtime;
    requires tools.jackson.databind;
    requires static org.jspecify;

    exports dev.octavo.simulator.device;
    exports dev.octavo.simulator.report;
    exports dev.octavo.simulator.run;
    exports dev.octavo.simulator.workload;
}
