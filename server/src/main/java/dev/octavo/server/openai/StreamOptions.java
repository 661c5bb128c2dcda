package dev.octavo.server.openai;

import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.Fields;
import java.util.Optional;

/**
 * Whether and how an answer is streamed.
 *
 * @param stream whether it is
 * @param usage whether a last chunk tells the usage
 * @param continuousUsage whether every chunk does
 * @param interval tokens that a chunk gathers; the first one of a choice waits for none
 */
record StreamOptions(boolean stream, boolean usage, boolean continuousUsage, int interval) {

    private static final int MAX_INTERVAL = 1 << 20;

    static StreamOptions read(Fields fields, ServerConfig config) {
        boolean forceUsage = config.forceUsage();
        int interval = fields.integer("stream_interval", 1, MAX_INTERVAL)
                .orElse(config.api().streamInterval());
        boolean stream = fields.flag("stream", false);
        Optional<Fields> options = fields.object("stream_options");
        if (options.isPresent() && !stream) {
            throw ApiException.badField("stream_options", "stream_options can only be given when stream is true.");
        }
        boolean usage = options.map(o -> o.flag("include_usage", false)).orElse(false);
        boolean continuous =
                options.map(o -> o.flag("continuous_usage_stats", false)).orElse(false);
        return new StreamOptions(stream, usage || forceUsage, continuous && (usage || forceUsage), interval);
    }
}
