/** The OpenAI-compatible HTTP server and the {@code octavo} command line. */
module dev.octavo.server {
    requires dev.octavo.runtime;
    requires tools.jackson.databind;
    requires info.picocli;
    requires static org.jspecify;
}
