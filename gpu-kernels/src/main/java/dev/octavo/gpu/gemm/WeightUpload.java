package dev.octavo.gpu.gemm;

import dev.octavo.gpu.core.GpuBuffer;
import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Brings weights to the device: rows as they are into a passing buffer, slice by slice, and from there into panels. */
final class WeightUpload {

    /** Bytes of values that are brought over at a time. */
    private static final long SLICE = 32L << 20;

    /** Chunks that a work-group packs. */
    private static final int CHUNKS = 64;

    private static final int ALIGNMENT = 256;

    private final WeightSpec spec;
    private final PackedFormat format;
    private final GpuWeights weights;
    private final LazyKernel kernel;
    private final int items;
    private final long rowBytes;
    private final long groupBytes;
    private final long zeroBytes;
    private final int sliceRows;

    WeightUpload(GpuCore core, GpuWeights weights) {
        this.weights = weights;
        spec = weights.spec();
        format = weights.format();
        kernel = core.kernel(format.packer(GemmKernels.lanes(core.traits())));
        items = core.traits().vectors() ? 1 : CHUNKS;
        rowBytes = spec.format().valueBytes(1, spec.k());
        long groups = format.grouped() ? Math.ceilDiv((long) spec.k(), format.groupSize(spec.k())) : 0;
        groupBytes = groups * format.scaleType().bytes();
        zeroBytes = format.zeroPoints() ? groups : 0;
        sliceRows = Math.clamp(SLICE / rowBytes, 1, Integer.MAX_VALUE);
    }

    /**
     * Checks that a source has all that the format needs.
     *
     * @throws IllegalArgumentException if not
     */
    static void check(WeightSpec spec, WeightSource source) {
        long wanted = (long) spec.n() * spec.experts();
        long given = source.parts().stream().mapToLong(WeightSource.Part::rows).sum();
        if (given != wanted) {
            throw new IllegalArgumentException("the parts have " + given + " rows, the weights " + wanted);
        }
        PackedFormat format = PackedFormat.of(spec);
        long row = 0;
        for (WeightSource.Part part : source.parts()) {
            need("values", part, Optional.of(part.values()), spec.format().valueBytes(part.rows(), spec.k()));
            if (format.grouped()) {
                long groups = Math.ceilDiv((long) spec.k(), format.groupSize(spec.k()));
                long scales = groups * scaleRows(spec, format, row, part.rows());
                need("scales", part, part.scales(), scales * format.scaleType().bytes());
                need("zero points", part, part.zeroPoints(), format.zeroPoints() ? groups * part.rows() : 0);
            }
            row += part.rows();
        }
    }

    private static void need(String what, WeightSource.Part part, Optional<MemorySegment> segment, long bytes) {
        long given = segment.map(MemorySegment::byteSize).orElse(0L);
        if (given < bytes) {
            throw new IllegalArgumentException(
                    "a part of " + part.rows() + " rows needs " + bytes + " bytes of " + what + ", it has " + given);
        }
    }

    /** Rows of scales of a part: one for each row, or for each row of tiles, which start anew with every expert. */
    private static long scaleRows(WeightSpec spec, PackedFormat format, long firstRow, int rows) {
        if (format.tileRows() == 0) {
            return rows;
        }
        long result = 0;
        for (long row = firstRow; row < firstRow + rows; ) {
            long end = Math.min((row / spec.n() + 1) * spec.n(), firstRow + rows);
            result += Math.ceilDiv(end - row, (long) format.tileRows());
            row = end;
        }
        return result;
    }

    /** Enqueues everything. */
    void enqueue(GpuSink sink, WeightSource source) {
        if (spec.k() % PackedFormat.CHUNK != 0 || spec.n() / GpuWeights.halves(spec) % PackedFormat.PANEL != 0) {
            // Paddings multiply with zeros, so they may not be NaN.
            for (WeightPiece piece : weights.pieces()) {
                sink.fill(piece.buffer(), 0, piece.buffer().byteSize(), (byte) 0);
            }
        }
        long row = 0;
        for (WeightSource.Part part : source.parts()) {
            if (part.rows() > 0) {
                part(sink, part, row);
            }
            row += part.rows();
        }
    }

    private void part(GpuSink sink, WeightSource.Part part, long firstRow) {
        int rows = Math.min(sliceRows, part.rows());
        long tiles = format.tileRows() > 0 ? scaleRows(spec, format, firstRow, part.rows()) : 0;
        long scales = align(rows * rowBytes);
        long zeros = scales + align((tiles > 0 ? tiles : rows) * groupBytes);
        GpuBuffer passing = sink.passing(zeros + align(rows * zeroBytes), "weights on their way");
        try {
            if (tiles > 0) {
                sink.upload(part.scales().orElseThrow().asSlice(0, tiles * groupBytes), passing, scales);
            }
            for (int from = 0; from < part.rows(); from += rows) {
                int count = Math.min(rows, part.rows() - from);
                put(sink, Optional.of(part.values()), from, count, rowBytes, passing, 0);
                if (format.grouped() && tiles == 0) {
                    put(sink, part.scales(), from, count, groupBytes, passing, scales);
                }
                put(sink, part.zeroPoints(), from, count, zeroBytes, passing, zeros);
                for (WeightPiece piece : weights.pieces()) {
                    pack(sink, piece, passing, scales, zeros, count, firstRow + from, firstRow);
                }
            }
        } finally {
            sink.retire(passing);
        }
    }

    private static long align(long bytes) {
        return Math.ceilDiv(bytes, (long) ALIGNMENT) * ALIGNMENT;
    }

    private static void put(
            GpuSink sink,
            Optional<MemorySegment> source,
            int row,
            int rows,
            long bytesOfRow,
            GpuBuffer target,
            long offset) {
        if (bytesOfRow > 0) {
            sink.upload(source.orElseThrow().asSlice(row * bytesOfRow, rows * bytesOfRow), target, offset);
        }
    }

    private void pack(
            GpuSink sink,
            WeightPiece piece,
            GpuBuffer passing,
            long scales,
            long zeros,
            int rows,
            long firstRow,
            long partRow) {
        Launch launch = sink.start(kernel)
                .buffer(passing.device(), passing.offset())
                .i64(rowBytes)
                .buffer(passing.device(), passing.offset() + scales)
                .buffer(passing.device(), passing.offset() + zeros);
        piece.add(launch);
        launch.i32(rows)
                .i64(firstRow)
                .i64(partRow)
                .i32(format.tileRows())
                .i32(spec.n())
                .i32(spec.k())
                .i32(format.groupSize(spec.k()))
                .i32(format.scaleType().bytes())
                .i32(format.zeroPoints() ? 1 : 0)
                .shape(Math.ceilDiv(rows * PackedFormat.chunks(spec.k()), (long) CHUNKS), items);
        sink.submit(launch);
    }
}
