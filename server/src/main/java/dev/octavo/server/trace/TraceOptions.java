package dev.octavo.server.trace;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where spans go.
 *
 * @param endpoint of the collector; without a path, {@code /v1/traces} is meant
 * @param headers sent with every request, such as a collector's key
 * @param resource attributes of the process, {@code service.name} among them
 * @param queue most spans that wait to be sent; more are dropped and counted
 * @param batch most spans of one request
 * @param linger how long the first span of a batch waits for more
 */
public record TraceOptions(
        URI endpoint,
        Map<String, String> headers,
        Map<String, String> resource,
        int queue,
        int batch,
        Duration linger) {

    /** Keeps copies. */
    public TraceOptions {
        headers = Map.copyOf(headers);
        resource = Map.copyOf(resource);
        String path = endpoint.getPath();
        if (path == null || path.isEmpty() || path.equals("/")) {
            endpoint = endpoint.resolve("/v1/traces");
        }
    }

    /** 2,048 waiting spans, sent 512 at a time, a second after the first at the latest. */
    public static TraceOptions of(URI endpoint, String serviceName) {
        return new TraceOptions(
                endpoint, Map.of(), Map.of("service.name", serviceName), 2048, 512, Duration.ofSeconds(1));
    }

    /** The same with further headers and attributes of the process. */
    public TraceOptions with(Map<String, String> moreHeaders, Map<String, String> moreResource) {
        Map<String, String> allHeaders = new LinkedHashMap<>(headers);
        allHeaders.putAll(moreHeaders);
        Map<String, String> allResource = new LinkedHashMap<>(resource);
        allResource.putAll(moreResource);
        return new TraceOptions(endpoint, allHeaders, allResource, queue, batch, linger);
    }

    /** Without the headers, which may hold keys. */
    @Override
    public String toString() {
        return "TraceOptions[" + endpoint.getScheme() + "://" + endpoint.getAuthority() + "]";
    }
}
