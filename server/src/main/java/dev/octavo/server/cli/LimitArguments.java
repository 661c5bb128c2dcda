package dev.octavo.server.cli;

import dev.octavo.server.http.HttpLimits;
import dev.octavo.spi.UserException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a client may send, and how long it may take. */
final class LimitArguments {

    @Option(
            names = "--max-body-size",
            defaultValue = "32MiB",
            paramLabel = "SIZE",
            description = "Longest request body. Default: ${DEFAULT-VALUE}")
    private ByteSize body = new ByteSize(32 << 20);

    @Option(
            names = {"--max-header-size", "--h11-max-incomplete-event-size"},
            defaultValue = "64KiB",
            paramLabel = "SIZE",
            description = "Longest request header. Default: ${DEFAULT-VALUE}")
    private ByteSize header = new ByteSize(64 << 10);

    @Option(
            names = {"--max-header-count", "--h11-max-header-count"},
            defaultValue = "256",
            paramLabel = "N",
            description = "Most header fields. Default: ${DEFAULT-VALUE}")
    private int headers = 256;

    @Option(
            names = "--max-connections",
            defaultValue = "16384",
            paramLabel = "N",
            description = "Most open connections; more are answered with 503. Default: ${DEFAULT-VALUE}")
    private int connections = 16384;

    @Option(
            names = "--backlog",
            defaultValue = "8192",
            paramLabel = "N",
            description = "Connections that may wait to be accepted. Default: ${DEFAULT-VALUE}")
    private int backlog = 8192;

    @Option(
            names = "--timeout-keep-alive",
            defaultValue = "75",
            paramLabel = "SECONDS",
            description = "How long a connection may be open without a request. Default: ${DEFAULT-VALUE}")
    private double idle = 75;

    @Option(
            names = "--timeout-receive",
            defaultValue = "60",
            paramLabel = "SECONDS",
            description = "How long a client may take to send a request. Default: ${DEFAULT-VALUE}")
    private double receive = 60;

    @Option(
            names = "--timeout-send",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "How long a client may not read before its request is aborted. Default: ${DEFAULT-VALUE}")
    private double send = 30;

    @Option(
            names = "--request-timeout",
            paramLabel = "SECONDS",
            description =
                    "How long a request may take in all; then it is aborted with 504. Clients may ask for less with X-Request-Timeout. Default: no bound.")
    private Optional<Double> request = Optional.empty();

    HttpLimits limits() {
        CountChecks.require("--max-header-count", headers, 1);
        CountChecks.require("--max-connections", connections, 1);
        CountChecks.require("--backlog", backlog, 1);
        return HttpLimits.defaults()
                .withMaxBodyBytes(size("--max-body-size", body))
                .withHeaders(headers, size("--max-header-size", header))
                .withMaxConnections(connections)
                .withBacklog(backlog)
                .withTimeouts(
                        Seconds.positive("--timeout-receive", receive),
                        Seconds.positive("--timeout-keep-alive", idle),
                        Seconds.positive("--timeout-send", send));
    }

    Optional<Double> request() {
        return request;
    }

    private static int size(String option, ByteSize size) {
        if (size.bytes() > 1 << 30) {
            throw new UserException(option + " must be at most 1GiB");
        }
        return (int) size.bytes();
    }
}
