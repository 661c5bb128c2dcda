package dev.octavo.server.cli;

import dev.octavo.server.config.Environment;
import dev.octavo.server.openai.OperationsConfig.Control;
import dev.octavo.server.openai.OperationsConfig.Listener;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Routes that change how a server works, and where they are. */
final class ControlArguments {

    @Option(
            names = "--enable-dev-endpoints",
            description =
                    "Answer /pause, /resume, /reset_prefix_cache, /abort_requests, /server_info beside the API. Also: VLLM_SERVER_DEV_MODE=1.")
    private boolean beside;

    @Option(
            names = "--control-port",
            paramLabel = "N",
            description = "Answer those routes on a port of their own, and only there.")
    private Optional<Integer> port = Optional.empty();

    @Option(
            names = "--control-host",
            defaultValue = "127.0.0.1",
            paramLabel = "HOST",
            description = "Address of that port. Default: ${DEFAULT-VALUE}")
    private String host = "127.0.0.1";

    Control control() {
        port.ifPresent(number -> CountChecks.require("--control-port", number, 0));
        return new Control(
                port.isEmpty() && (beside || Environment.devMode()), port.map(number -> new Listener(host, number)));
    }
}
