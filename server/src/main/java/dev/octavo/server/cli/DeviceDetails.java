package dev.octavo.server.cli;

import dev.octavo.runtime.discovery.BackendCatalog;
import dev.octavo.runtime.discovery.FoundBackend;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.Support;
import dev.octavo.spi.op.AttentionVariant;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.io.PrintWriter;
import java.util.List;

/** What only an open device tells. */
final class DeviceDetails {

    /** Enough for every library that takes large batches. */
    private static final int ROWS = 1024;

    private static final int COLUMNS = 4096;

    private final PrintWriter out;

    DeviceDetails(PrintWriter out) {
        this.out = out;
    }

    void print(BackendCatalog catalog) {
        for (FoundBackend backend : catalog.backends()) {
            if (backend.state() instanceof FoundBackend.State.Ready ready) {
                ready.devices().forEach(device -> print(ready.provider(), device));
            }
        }
    }

    private void print(BackendProvider provider, DeviceInfo device) {
        out.println();
        out.println(device.address());
        try (Backend backend = provider.open(device, BackendOptions.none())) {
            printAttention(backend.attention().variants());
            printProducts(backend.gemm());
        } catch (RuntimeException failed) {
            out.println("  cannot be opened: " + failed.getMessage());
        }
    }

    /** How large batches meet dense weights: where a vendor's library does it, or why it does not. */
    private void printProducts(Gemm gemm) {
        for (DType type : List.of(DType.BF16, DType.F16)) {
            WeightSpec weights = new WeightSpec(COLUMNS, COLUMNS, WeightFormat.dense(type));
            Support support = gemm.support(new GemmSpec(weights, type, type, ROWS, ComputePrecision.STRICT, List.of()));
            out.println("  products of " + ROWS + " rows, " + type + ": "
                    + switch (support) {
                        case Support.Native(String variant) -> variant;
                        case Support.Emulated(String variant, String reason) -> variant + ", emulated: " + reason;
                        case Support.Unsupported(String reason) -> "not here: " + reason;
                    });
        }
    }

    private void printAttention(List<AttentionVariant> variants) {
        if (variants.isEmpty()) {
            out.println("  attention: one kind");
        }
        boolean first = true;
        for (AttentionVariant variant : variants) {
            String state =
                    variant.refusal().map(reason -> "not here: " + reason).orElse(first ? "preferred" : "possible");
            first &= variant.refusal().isPresent();
            out.println("  attention " + variant.name() + ": " + state);
        }
    }
}
