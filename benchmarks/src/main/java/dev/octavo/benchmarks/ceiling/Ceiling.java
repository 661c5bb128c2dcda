package dev.octavo.benchmarks.ceiling;

import dev.octavo.runtime.discovery.BackendCatalog;
import dev.octavo.runtime.discovery.BackendSearch;
import dev.octavo.runtime.discovery.FoundBackend;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures a backend's products beside what the machine can do, in turn, so that both see the same machine: products with one row beside a loop that reads memory, a product of 512 x 2048 x 2048 in
 * f32 beside a BLAS library. Prints medians and their ratios.
 */
public final class Ceiling {

    private static final int N = 32_768;
    private static final int K = 4096;
    private static final int ROWS = 512;
    private static final int SIDE = 2048;

    private Ceiling() {}

    /** Arguments: backend, threads, rounds, the BLAS library or {@code -}, options of the backend as {@code key=value}. */
    public static void main(String[] args) {
        if (args.length < 4) {
            System.err.println("usage: benchmarks/run ceiling BACKEND THREADS ROUNDS BLAS_LIBRARY|- [KEY=VALUE ...]\n"
                    + "for example: benchmarks/run ceiling opencl 2 9 /usr/lib/x86_64-linux-gnu/libopenblas.so.0");
            System.exit(2);
        }
        int threads = Integer.parseInt(args[1]);
        int rounds = Integer.parseInt(args[2]);
        try (Backend backend = open(args[0], Arrays.asList(args).subList(4, args.length))) {
            System.out.println(backend.device().name() + ", " + backend.device().driver() + ", "
                    + backend.device().variant() + "; " + threads + " threads, medians of " + rounds + " rounds");
            System.out.printf(Locale.ROOT, "%-24s %10s %10s %7s%n", "product", "octavo", "ceiling", "ratio");
            if (!args[3].equals("-")) {
                gemm(backend, Path.of(args[3]), threads, rounds);
            }
            gemv(backend, threads, rounds);
        }
    }

    private static Backend open(String id, List<String> settings) {
        Map<String, String> options = new HashMap<>();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            options.put(parts[0], parts[1]);
        }
        FoundBackend.State state = BackendCatalog.discover(BackendSearch.standard())
                .find(id)
                .orElseThrow(() -> new IllegalArgumentException("there is no backend " + id))
                .state();
        if (!(state instanceof FoundBackend.State.Ready ready)) {
            throw new IllegalStateException(id + " cannot be used: " + state);
        }
        return ready.provider().open(ready.devices().getFirst(), new BackendOptions(options));
    }

    private static void gemm(Backend backend, Path library, int threads, int rounds) {
        try (Arena arena = Arena.ofShared();
                Product product = new Product(backend, WeightFormat.dense(DType.F32), ROWS, SIDE, SIDE)) {
            Blas blas = new Blas(library, threads, arena, ROWS, SIDE, SIDE);
            InTurn times = InTurn.of(rounds, product::run, blas::run);
            print(
                    "f32 " + ROWS + "x" + SIDE + "x" + SIDE,
                    times.ours(product.flops()),
                    times.theirs(product.flops()),
                    "GFLOP/s, BLAS");
        }
    }

    private static void gemv(Backend backend, int threads, int rounds) {
        ReadLoop reading = new ReadLoop(threads);
        for (WeightFormat format : List.of(
                WeightFormat.dense(DType.F16),
                new WeightFormat.Blocked(BlockType.Q8_0),
                new WeightFormat.Blocked(BlockType.Q4_0),
                new WeightFormat.Blocked(BlockType.Q4_K))) {
            try (Product product = new Product(backend, format, 1, N, K)) {
                InTurn times = InTurn.of(rounds, product::run, reading::run);
                print(
                        format + " 1x" + N + "x" + K,
                        times.ours(product.bytes()),
                        times.theirs(reading.bytes()),
                        "GB/s, reading");
            }
        }
    }

    private static void print(String what, double ours, double theirs, String unit) {
        System.out.printf(
                Locale.ROOT, "%-24s %10.1f %10.1f %7.2f  %s%n", what, ours / 1e9, theirs / 1e9, ours / theirs, unit);
    }
}
