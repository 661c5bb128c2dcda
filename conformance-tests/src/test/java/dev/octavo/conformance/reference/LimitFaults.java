package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.PointwiseOracle;
import dev.octavo.conformance.oracle.RopeOracle;
import dev.octavo.conformance.oracle.RouteOracle;
import dev.octavo.conformance.oracle.SelectOracle;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Support;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.CastSpec;
import dev.octavo.spi.op.ExpertRouteSpec;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvCaches;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.SelectSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Kernels that are right up to some size, and operators that treat rare numbers wrongly. */
final class LimitFaults {

    private LimitFaults() {}

    static Stream<Mutant> all() {
        return Stream.of(outputs(), attention(), caches(), indices(), rareNumbers(), strangers())
                .flatMap(all -> all);
    }

    private static Mutant rowsBehind(Surface surface, int limit) {
        return surface.spoilt("rows-behind-" + limit, "rows behind the first " + limit + " are left out", shot -> {
            for (int row = limit; row < shot.rows(); row++) {
                shot.undo(row, 0);
            }
        });
    }

    private static Mutant columnsBehind(Surface surface, int limit) {
        return surface.spoilt(
                "columns-behind-" + limit, "columns behind the first " + limit + " are left out", shot -> {
                    for (int row = 0; row < shot.rows() && shot.columns() > limit; row++) {
                        shot.undo(row, limit);
                    }
                });
    }

    private static Mutant elementsBehind(Surface surface, int limit) {
        return surface.spoilt(
                "elements-behind-" + limit, "elements behind the first " + limit + " are left out", shot -> {
                    int width = Math.max(shot.columns(), 1);
                    for (int row = limit / width; row < shot.rows(); row++) {
                        shot.undo(row, row * width < limit ? limit % width : 0);
                    }
                });
    }

    private static Stream<Mutant> outputs() {
        Stream<Mutant> rows = IntStream.of(64, 128, 256)
                .boxed()
                .flatMap(limit -> Stream.of(Surface.GEMM, Surface.RMS_NORM, Surface.ELEMENTWISE, Surface.ATTENTION)
                        .map(surface -> rowsBehind(surface, limit)));
        Stream<Mutant> columns =
                IntStream.of(128, 256, 1024, 2048).mapToObj(limit -> columnsBehind(Surface.GEMM, limit));
        Stream<Mutant> elements = Stream.of(
                        Surface.ELEMENTWISE, Surface.RMS_NORM, Surface.ACTIVATION, Surface.CAST, Surface.SOFTMAX)
                .map(surface -> elementsBehind(surface, 65536));
        Stream<Mutant> sums = IntStream.of(1024, 4096, 8192)
                .mapToObj(limit -> Instead.product(
                        "k-behind-" + limit, "products behind the first " + limit + " are left out", p -> {
                            for (double[] row : p.weights()) {
                                if (row.length > limit) {
                                    Arrays.fill(row, limit, row.length, 0);
                                }
                            }
                            return p.right();
                        }));
        return Stream.of(rows, columns, elements, sums, Stream.of(rowsBehind(Surface.GEMM, 1024)))
                .flatMap(all -> all);
    }

    private static Stream<Mutant> attention() {
        Stream<Mutant> keys = IntStream.of(128, 256, 512, 1024)
                .mapToObj(limit -> Instead.attention(
                        "keys-behind-" + limit,
                        "keys behind the first " + limit + " are not seen",
                        batch -> new FaultyAttention(batch) {
                            @Override
                            boolean sees(int position, int key) {
                                return super.sees(position, key) && key < limit;
                            }
                        }));
        Stream<Mutant> sequences = IntStream.of(16, 64, 128)
                .mapToObj(limit -> Instead.attention(
                        "sequences-behind-" + limit,
                        "sequences behind the first " + limit + " get the first one's blocks",
                        batch -> new FaultyAttention(batch) {
                            @Override
                            int block(int sequence, int j) {
                                return super.block(sequence < limit ? sequence : 0, j);
                            }
                        }));
        Stream<Mutant> heads = IntStream.of(64, 128, 256)
                .mapToObj(limit -> Instead.attention(
                        "dimensions-behind-" + limit,
                        "dimensions behind the first " + limit + " do not count",
                        batch -> new FaultyAttention(batch) {
                            @Override
                            int dimensions(int all) {
                                return Math.min(all, limit);
                            }
                        }));
        return Stream.of(
                        keys,
                        sequences,
                        heads,
                        Stream.of(
                                Instead.attention(
                                        "block-256",
                                        "blocks of more than 128 tokens are read as if they had 128",
                                        batch -> new FaultyAttention(batch) {
                                            @Override
                                            int slot(int j) {
                                                return super.slot(j) % 128;
                                            }
                                        }),
                                Surface.ATTENTION.spoilt("unowned", "tokens of no sequence are set to 0", shot -> {
                                    int[] starts = Marshal.integers(
                                            shot.right(), shot.inputs().get(1));
                                    int heads2 = shot.out().layout().rows();
                                    shot.change(now -> {
                                        for (int i = 0; i < now.length; i++) {
                                            int token = i / shot.columns() / heads2;
                                            if (token < starts[0] || token >= starts[starts.length - 1]) {
                                                now[i] = 0;
                                            }
                                        }
                                    });
                                })))
                .flatMap(all -> all);
    }

    private static Mutant kv(String id, String what, BiFunction<ReferenceBackend, KvCacheSpec, KvCache> making) {
        return new Mutant("kv-" + id, List.of("kv", "attention", "plan"), what, right -> new WrappedBackend(right) {
            @Override
            public KvCaches kvCaches() {
                KvCaches family = right.kvCaches();
                return new KvCaches() {
                    @Override
                    public Support support(KvCacheSpec spec) {
                        return family.support(spec);
                    }

                    @Override
                    public KvCache create(KvCacheSpec spec) {
                        boolean small = family.support(spec).isSupported() && spec.byteSize() < 1L << 30;
                        return small ? making.apply(right, spec) : family.create(spec);
                    }
                };
            }
        });
    }

    private static Stream<Mutant> caches() {
        Stream<Mutant> tokens = IntStream.of(8, 32, 256)
                .mapToObj(limit -> kv(
                        "tokens-behind-" + limit,
                        "tokens behind the first " + limit + " are not stored",
                        (right, spec) -> new ReferenceKvCache(right, spec) {
                            @Override
                            public void append(CommandSink sink, KvAppendArgs args) {
                                int count =
                                        Math.min(limit, args.slots().layout().columns());
                                super.append(sink, args);
                                undo(right, sink, args, count);
                            }

                            private void undo(ReferenceBackend owner, CommandSink sink, KvAppendArgs args, int count) {
                                ReferenceSink.of(owner, sink).enqueue(() -> {
                                    int[] slots = Marshal.integers(owner, args.slots());
                                    for (int i = count; i < slots.length; i++) {
                                        if (slots[i] >= 0) {
                                            block(
                                                            args.layer(),
                                                            slots[i]
                                                                    / spec.layout()
                                                                            .blockSize())
                                                    .fill((byte) 0);
                                        }
                                    }
                                });
                            }
                        }));
        Stream<Mutant> pairs = IntStream.of(2, 8, 64, 512)
                .mapToObj(limit -> kv(
                        "pairs-behind-" + limit,
                        "pairs behind the first " + limit + " are not copied",
                        (right, spec) -> new ReferenceKvCache(right, spec) {
                            @Override
                            public void copyBlocks(CommandSink sink, TensorRef all) {
                                int rows = all.layout().rows();
                                super.copyBlocks(
                                        sink,
                                        rows > limit
                                                ? all.view(
                                                        0,
                                                        Layout.matrix(
                                                                limit,
                                                                2,
                                                                all.layout().rowStride()))
                                                : all);
                            }
                        }));
        return Stream.of(
                        tokens,
                        pairs,
                        Stream.of(
                                kv(
                                        "slots-16-bits",
                                        "slots have 16 bits",
                                        (right, spec) -> new ReferenceKvCache(right, spec) {
                                            @Override
                                            MemorySegment block(int layer, int block) {
                                                return super.block(
                                                        layer,
                                                        block < 0
                                                                ? block
                                                                : block
                                                                        % Math.max(
                                                                                65536
                                                                                        / spec.layout()
                                                                                                .blockSize(),
                                                                                1));
                                            }
                                        }),
                                kv(
                                        "blocks-12-bits",
                                        "block numbers have 12 bits",
                                        (right, spec) -> new ReferenceKvCache(right, spec) {
                                            @Override
                                            MemorySegment block(int layer, int block) {
                                                return super.block(
                                                        layer,
                                                        block < 0 || block >= spec.blocks() ? block : block & 0xFFF);
                                            }
                                        })))
                .flatMap(all -> all);
    }

    private static Stream<Mutant> indices() {
        return Stream.of(
                Surface.SELECT.spoilt(
                        "16-bits",
                        "indices have 16 bits",
                        shot -> shot.change(now -> Arrays.setAll(now, i -> (int) now[i] & 0xFFFF))),
                Instead.op(Surface.GATHER, GatherSpec.class, "16-bits", "ids have 16 bits", op -> {
                    int[] ids = Arrays.stream(op.inputs().get(1).integers())
                            .map(id -> id < 0 ? id : id & 0xFFFF)
                            .toArray();
                    return List.of(PointwiseOracle.gather(op.spec(), op.inputs().getFirst(), ids));
                }),
                Instead.op(
                        Surface.ROPE,
                        RopeSpec.class,
                        "16-bits",
                        "positions have 16 bits",
                        op -> op.before().stream()
                                .map(x -> RopeOracle.run(
                                        op.spec(),
                                        x,
                                        Arrays.stream(op.inputs().getFirst().integers())
                                                .map(p -> p & 0xFFFF)
                                                .toArray(),
                                        op.inputs().get(1),
                                        op.inputs().get(2)))
                                .toList()),
                Instead.op(
                        Surface.ROPE,
                        RopeSpec.class,
                        "tokens-behind-128",
                        "tokens behind the first 128 are not rotated",
                        op -> op.before().stream()
                                .map(x -> {
                                    Tensor out = RopeOracle.run(
                                            op.spec(),
                                            x,
                                            op.inputs().getFirst().integers(),
                                            op.inputs().get(1),
                                            op.inputs().get(2));
                                    int kept = 128 * x.rows() * x.columns();
                                    if (x.values().length > kept) {
                                        System.arraycopy(
                                                x.values(), kept, out.values(), kept, x.values().length - kept);
                                    }
                                    return out;
                                })
                                .toList()));
    }

    private static double flushed(double x, DType type) {
        double normal = switch (type) {
            case F16, F8_E5M2 -> 0x1p-14;
            case F8_E4M3 -> 0x1p-6;
            default -> 0x1p-126;
        };
        return Math.abs(x) < normal ? 0 : x;
    }

    private static Stream<Mutant> rareNumbers() {
        return Stream.of(
                Instead.product("flush-weights", "subnormal f16 weights are flushed to 0", p -> {
                    if (p.spec().weights().format().equals(WeightFormat.dense(DType.F16))) {
                        for (double[] row : p.weights()) {
                            double[] old = row.clone();
                            Arrays.setAll(row, i -> flushed(old[i], DType.F16));
                        }
                    }
                    return p.right();
                }),
                Instead.product("flush-fp8-weights", "subnormal fp8 weights are flushed to 0", p -> {
                    if (p.spec().weights().format() instanceof WeightFormat.Dense(DType type) && type.bytes() == 1) {
                        for (double[] row : p.weights()) {
                            double[] old = row.clone();
                            Arrays.setAll(row, i -> flushed(old[i], type));
                        }
                    }
                    return p.right();
                }),
                Instead.op(
                        Surface.CAST,
                        CastSpec.class,
                        "flush-f32",
                        "subnormal f32 numbers are flushed to 0",
                        op -> List.of(op.inputs()
                                .getFirst()
                                .with(Arrays.stream(op.input(0))
                                        .map(x -> op.spec().input() == DType.F32 ? flushed(x, DType.F32) : x)
                                        .toArray()))),
                Instead.op(
                        Surface.CAST,
                        CastSpec.class,
                        "flush-f16-input",
                        "subnormal f16 numbers are read as 0",
                        op -> List.of(op.inputs()
                                .getFirst()
                                .with(Arrays.stream(op.input(0))
                                        .map(x -> op.spec().input() == DType.F16 ? flushed(x, DType.F16) : x)
                                        .toArray()))),
                Instead.op(
                        Surface.SELECT,
                        SelectSpec.class,
                        "nan-largest",
                        "NaN counts as largest",
                        op -> selected(op, Double.MAX_VALUE)),
                Instead.op(Surface.SELECT, SelectSpec.class, "nan-zero", "NaN counts as 0", op -> selected(op, 0)),
                Instead.op(
                        Surface.SELECT,
                        SelectSpec.class,
                        "negative-probability",
                        "negative probabilities count",
                        op -> {
                            if (op.spec().method() != SelectSpec.Method.SAMPLE) {
                                return List.of();
                            }
                            double[] p =
                                    Arrays.stream(op.input(0)).map(Math::abs).toArray();
                            return SelectOracle.run(
                                    op.spec(), op.inputs().getFirst().with(p), op.input(1));
                        }),
                Instead.op(Surface.SELECT, SelectSpec.class, "sum-zero", "a row of sum 0 gives the last column", op -> {
                    if (op.spec().method() != SelectSpec.Method.SAMPLE) {
                        return List.of();
                    }
                    Tensor out = SelectOracle.run(op.spec(), op.inputs().getFirst(), op.input(1))
                            .getFirst();
                    int width = op.spec().width();
                    for (int row = 0; row < out.values().length; row++) {
                        if (Arrays.stream(op.input(0), row * width, (row + 1) * width)
                                .noneMatch(p -> p > 0)) {
                            out.values()[row] = width - 1;
                        }
                    }
                    return List.of(out);
                }),
                Instead.op(
                        Surface.ROUTE,
                        ExpertRouteSpec.class,
                        "ties",
                        "among equal scores the higher expert comes first",
                        op -> {
                            ExpertRouteSpec s = op.spec();
                            double[] x = op.input(0).clone();
                            Arrays.setAll(x, i -> x[i] + (i % s.experts()) * 1e-9);
                            return new RouteOracle(s)
                                    .run(
                                            op.inputs().getFirst().with(x),
                                            op.inputs().size() > 1 ? op.input(1) : null);
                        }),
                Instead.product("bias-expert", "all experts have the first one's bias", p -> {
                    List<Tensor> operands = p.operands().stream()
                            .map(operand -> {
                                double[] all = operand.values().clone();
                                boolean perExpert = p.spec().weights().experts() > 1
                                        && operand.rows() == p.spec().weights().experts();
                                Arrays.setAll(all, i -> perExpert ? all[i % operand.columns()] : all[i]);
                                return operand.with(all);
                            })
                            .toList();
                    return p.with(p.spec(), operands).right();
                }));
    }

    private static List<Tensor> selected(Instead.Op<SelectSpec> op, double nan) {
        if (op.spec().method() == SelectSpec.Method.SAMPLE) {
            return List.of();
        }
        double[] x =
                Arrays.stream(op.input(0)).map(v -> Double.isNaN(v) ? nan : v).toArray();
        return SelectOracle.run(op.spec(), op.inputs().getFirst().with(x), new double[0]);
    }

    /** Scratch memory that is used in the wrong way, and memory that nobody owns. */
    private static Stream<Mutant> strangers() {
        return Stream.of(
                scratch(
                        "overrun",
                        "scratch memory is written one byte too far",
                        (right, workspace) -> outside(workspace, 64, 1)),
                scratch(
                        "underrun",
                        "the byte before scratch memory is written",
                        (right, workspace) -> outside(workspace, -1, 1)),
                Surface.GEMM.spoilt("unowned", "rows of no expert are set to 0", shot -> {
                    for (int row = 0; row < shot.rows(); row++) {
                        int width = shot.columns();
                        int from = row * width;
                        shot.change(now -> {
                            boolean poison = true;
                            for (int i = 0; i < width; i++) {
                                poison &= Double.isNaN(now[from + i]);
                            }
                            for (int i = 0; poison && i < width; i++) {
                                now[from + i] = 0;
                            }
                        });
                    }
                }),
                Surface.GEMM.spoilt("reads-past-the-end", "the number behind a is multiplied by 0", shot -> {
                    TensorRef a = shot.inputs().getFirst();
                    double[] behind = {0};
                    Elements.read(
                            ReferenceBuffer.readable(shot.right(), a.buffer()),
                            a.byteOffset() + a.byteSpan(),
                            a.type(),
                            behind,
                            0,
                            a.byteOffset() + a.byteSpan() + a.type().bytes()
                                            <= a.buffer().byteSize()
                                    ? 1
                                    : 0);
                    shot.change(now -> now[now.length - 1] += 0 * behind[0]);
                }));
    }

    private static void outside(DeviceBuffer workspace, long at, long count) {
        ReferenceBuffer own = (ReferenceBuffer) workspace;
        own.beyond(at, count).fill((byte) 1);
    }

    private static Mutant scratch(String id, String what, BiConsumer<ReferenceBackend, DeviceBuffer> wrong) {
        return new Mutant(
                "workspace-" + id,
                List.of("gemm", "plan"),
                what,
                right -> WrappedFamilies.gemm(
                        right, spec -> new WrappedPlan<>(right.gemm().prepare(spec)) {
                            @Override
                            public long workspaceBytes() {
                                return 64;
                            }

                            @Override
                            public void enqueue(CommandSink sink, GemmArgs args, @Nullable DeviceBuffer workspace) {
                                if (workspace == null || workspace.byteSize() < 64) {
                                    throw new IllegalArgumentException("a workspace of 64 bytes is needed");
                                }
                                super.enqueue(sink, args, workspace);
                                ReferenceSink.of(right, sink).enqueue(() -> wrong.accept(right, workspace));
                            }
                        }));
    }
}
