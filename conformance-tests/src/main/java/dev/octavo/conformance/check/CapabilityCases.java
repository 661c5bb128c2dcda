package dev.octavo.conformance.check;

import dev.octavo.spi.BatchConstraints;
import dev.octavo.spi.Capabilities;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.Support;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.List;
import java.util.stream.Stream;

/** What capabilities say is what {@code support} answers. */
final class CapabilityCases {

    private CapabilityCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(
                BehaviourCase.of("capabilities[device]", CapabilityCases::device),
                BehaviourCase.of("capabilities[weight types]", CapabilityCases::weightTypes),
                BehaviourCase.of("capabilities[cache types]", CapabilityCases::cacheTypes),
                BehaviourCase.of("capabilities[largest head]", CapabilityCases::largestHead),
                BehaviourCase.of("capabilities[unified memory]", CapabilityCases::unified),
                BehaviourCase.of("capabilities[figures]", CapabilityCases::figures));
    }

    private static void agree(boolean holds, String message) {
        Require.that(holds, Check.CAPABILITIES, message);
    }

    private static void device(Bench bench) {
        DeviceInfo device = bench.backend().device();
        agree(
                device.backendId().matches("[a-z][a-z0-9_-]*"),
                "the id " + device.backendId() + " is no lower-case word");
        agree(device.ordinal() >= 0, "the ordinal is " + device.ordinal());
        agree(!device.name().isBlank(), "the device has no name");
        agree(device.totalBytes() > 0, "the device has " + device.totalBytes() + " bytes");
        agree(device.equals(bench.backend().device()), "device() changes from call to call");
        Capabilities capabilities = bench.backend().capabilities();
        agree(capabilities.equals(bench.backend().capabilities()), "capabilities() changes from call to call");
    }

    private static void weightTypes(Bench bench) {
        Capabilities capabilities = bench.backend().capabilities();
        for (DType type : DType.values()) {
            boolean claimed = capabilities.weightTypes().contains(type);
            agree(!claimed || type.isFloating(), "integers are no dense weights: " + type);
            if (type.isFloating()) {
                boolean taken = List.of(DType.F32, capabilities.activationType()).stream()
                        .anyMatch(activation -> product(bench, type, activation).isSupported());
                agree(taken == claimed, "weightTypes has " + type + ": " + claimed + ", support: " + taken);
            }
        }
    }

    private static Support product(Bench bench, DType weights, DType activation) {
        WeightSpec spec = new WeightSpec(64, 64, WeightFormat.dense(weights));
        return bench.backend()
                .gemm()
                .support(new GemmSpec(spec, activation, activation, 8, ComputePrecision.STRICT, List.of()));
    }

    private static void cacheTypes(Bench bench) {
        Capabilities capabilities = bench.backend().capabilities();
        for (DType type : DType.values()) {
            boolean claimed = capabilities.cacheTypes().contains(type);
            Support support = bench.backend().kvCaches().support(new KvCacheSpec(new KvLayout(2, 64, 16, type), 1, 4));
            agree(
                    claimed == support.isSupported(),
                    "cacheTypes has " + type + ": " + claimed + ", but support is " + support);
        }
    }

    private static void largestHead(Bench bench) {
        int largest = bench.backend().capabilities().maxHeadDim();
        agree(largest >= 128, "heads of 128 belong to the core, but maxHeadDim is " + largest);
        if (largest < 1 << 14) {
            agree(!head(bench, largest + 1).isSupported(), "maxHeadDim is " + largest + ", but one more is supported");
            agree(
                    !head(bench, 2 * largest).isSupported(),
                    "maxHeadDim is " + largest + ", but twice that is supported");
        }
        int usable = Math.min(largest, 1 << 14);
        boolean any = List.of(usable, usable - 1, usable / 2).stream()
                .anyMatch(dim -> head(bench, dim).isSupported());
        agree(any, "maxHeadDim is " + largest + ", but no head near that is supported");
    }

    private static Support head(Bench bench, int dim) {
        KvLayout layout = new KvLayout(1, dim, 16, DType.F16);
        return bench.backend()
                .attention()
                .support(new AttentionSpec(
                        1, layout, new AttentionMask.Causal(), 1, 0, false, false, DType.F32, DType.F32, 1, 1));
    }

    private static void unified(Bench bench) {
        boolean viewed = bench.buffer(64).hostView().isPresent();
        boolean claimed = bench.backend().capabilities().unifiedMemory();
        agree(viewed == claimed, "unifiedMemory is " + claimed + ", but a device buffer has a host view: " + viewed);
    }

    private static void figures(Bench bench) {
        Capabilities capabilities = bench.backend().capabilities();
        int alignment = capabilities.alignment();
        agree(alignment >= 1 && Integer.bitCount(alignment) == 1, "alignment " + alignment + " is no power of two");
        agree(capabilities.activationType().isFloating(), "activationType is " + capabilities.activationType());
        Support activations = bench.backend()
                .ops()
                .support(new ElementwiseSpec(
                        ElementwiseSpec.Operation.ADD,
                        false,
                        64,
                        capabilities.activationType(),
                        capabilities.activationType(),
                        capabilities.activationType()));
        agree(activations.isSupported(), "activations are best kept in a type that cannot be added: " + activations);
        BatchConstraints batch = capabilities.batch();
        boolean sound =
                batch.tokenMultiple() >= 1 && batch.maxSequences() >= 1 && batch.maxTokens() >= batch.tokenMultiple();
        agree(sound, "no batch can be built under " + batch);
    }
}
