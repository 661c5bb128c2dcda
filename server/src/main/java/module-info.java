/** The OpenAI-compatible HTTP server and the {@code octavo} command line. */
module dev.octavo.server {
    requires dev.octavo.runtime;
    requires dev.octavo.simulator;
    requires tools.jackson.databind;
    requires info.picocli;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires java.logging;
    requires java.management;
    requires java.net.http;
    requires jdk.management;
    requires org.jline.reader;
    requires org.jline.terminal;
    requires static org.jspecify;
    // For one command only, which brings it along (bin/octavo).
    requires static dev.octavo.conformance;

    opens dev.octavo.server.cli to
            info.picocli;
}
