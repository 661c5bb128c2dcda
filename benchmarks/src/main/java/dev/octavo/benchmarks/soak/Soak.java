package dev.octavo.benchmarks.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Many concurrent streams against a running server, some of whose clients leave in the middle; says whether every answer was the one that the server gives alone, and whether
 * everything was given back. Arguments: port (8000), streams (1000), seconds (300), share of requests that are dropped (0.1). The status is 1 if anything is wrong.
 */
public final class Soak {

    private static final int PROMPTS = 64;
    private static final int TOKENS = 48;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final double MEBIBYTE = 1 << 20;
    private static final String HANDLING = "octavo:token_handling_seconds";
    private static final String DELIVERY = "octavo:token_delivery_seconds";

    private final PrintStream out;
    private final InetSocketAddress server;
    private final StreamClient probe;
    private final Tally tally = new Tally();
    private final List<Double> memory = new ArrayList<>();

    private Soak(PrintStream out, InetSocketAddress server) {
        this.out = out;
        this.server = server;
        this.probe = new StreamClient(server);
    }

    /** Runs and ends with the status. */
    @SuppressWarnings("SystemOut") // A program for people.
    public static void main(String[] args) throws IOException, InterruptedException {
        InetSocketAddress server =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), (int) argument(args, 0, 8000));
        boolean clean = new Soak(System.out, server)
                .run((int) argument(args, 1, 1000), (long) argument(args, 2, 300), argument(args, 3, 0.1));
        System.exit(clean ? 0 : 1);
    }

    private static double argument(String[] args, int index, double otherwise) {
        return args.length > index ? Double.parseDouble(args[index]) : otherwise;
    }

    private boolean run(int streams, long seconds, double dropping) throws IOException, InterruptedException {
        Expected expected = Expected.ask(probe, PROMPTS, TOKENS, 1);
        out.printf(Locale.ROOT, "%d prompts answered alone; now %d streams for %d s%n", PROMPTS, streams, seconds);
        Figures before = figures();
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < streams; i++) {
                Stream stream = new Stream(server, expected, dropping, i, tally, () -> System.nanoTime() < end);
                threads.execute(stream::run);
            }
            watch(end, seconds);
        }
        return report(before, seconds);
    }

    private Figures figures() throws IOException {
        return Figures.parse(probe.get("/metrics"));
    }

    private void watch(long end, long seconds) throws IOException, InterruptedException {
        long pause = Math.max(1, seconds / 20);
        out.println("  running  waiting  KV use  resident MiB    answers    dropped");
        while (System.nanoTime() < end) {
            Thread.sleep(Duration.ofSeconds(pause));
            Figures now = figures();
            memory.add(now.value("process_resident_memory_bytes") / MEBIBYTE);
            out.printf(
                    Locale.ROOT,
                    "  %7.0f  %7.0f  %5.1f%%  %12.0f  %9d  %9d%n",
                    now.value("vllm:num_requests_running"),
                    now.value("vllm:num_requests_waiting"),
                    100 * now.value("vllm:kv_cache_usage_perc"),
                    memory.getLast(),
                    tally.whole.sum(),
                    tally.dropped.sum());
        }
    }

    private boolean report(Figures before, long seconds) throws IOException, InterruptedException {
        boolean givenBack = false;
        Figures after = figures();
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !givenBack && System.nanoTime() < end; ) {
            Thread.sleep(200);
            after = figures();
            givenBack = after.value("vllm:num_requests_running") + after.value("vllm:num_requests_waiting") == 0
                    && after.value("vllm:kv_cache_usage_perc") == 0;
        }
        double middle = memory.get(memory.size() / 2);
        double growth = memory.getLast() - middle;
        out.printf(
                Locale.ROOT,
                "%d answers whole, %d dropped; %d with another text, %d with another count, %d failed%n",
                tally.whole.sum(),
                tally.dropped.sum(),
                tally.wrongTexts.sum(),
                tally.wrongCounts.sum(),
                tally.failed.sum());
        out.printf(Locale.ROOT, "%.0f tokens/s read by the clients%n", (double) tally.tokens.sum() / seconds);
        quantiles(before, after, "handling a token (text, JSON, socket)", HANDLING);
        quantiles(before, after, "from sampling to socket, waiting for a processor included", DELIVERY);
        out.printf(Locale.ROOT, "resident memory in the second half: %+.0f MiB of %.0f MiB%n", growth, middle);
        out.println(givenBack ? "all KV blocks are free, nothing runs or waits" : "NOT everything was given back");
        if (tally.firstFault() != null) {
            out.println("first fault: " + tally.firstFault());
        }
        return tally.clean() && givenBack;
    }

    private void quantiles(Figures before, Figures after, String what, String histogram) {
        out.printf(
                Locale.ROOT,
                "%s: p50 at most %.3f ms, p99 at most %.3f ms, p99.9 at most %.3f ms%n",
                what,
                1e3 * after.quantileSince(before, histogram, 0.5),
                1e3 * after.quantileSince(before, histogram, 0.99),
                1e3 * after.quantileSince(before, histogram, 0.999));
    }
}
