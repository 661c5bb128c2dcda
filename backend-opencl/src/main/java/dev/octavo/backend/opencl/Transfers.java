package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.ffi.ClCommands;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream's copies. Java arrays go through native memory, since they move. Staging memory that stands apart is reached by copies from and to its host view, through a piece of device
 * memory where neither end is the device.
 */
final class Transfers {

    /** Bytes of a fill's pattern, the largest that OpenCL knows. */
    static final int PATTERN = 128;

    private final OpenClDriver driver;
    private final ClCommands commands;
    private final long queue;
    private final MemorySegment pattern;
    private final HostBlocks blocks;
    private final Order order;
    /** What has to be done on the host once the commands since the last event have run. */
    private List<Runnable> arrivals = new ArrayList<>();

    /** @param pattern {@link #PATTERN} bytes */
    Transfers(OpenClDriver driver, long queue, MemorySegment pattern, HostBlocks blocks, Order order) {
        this.driver = driver;
        this.commands = driver.commands();
        this.queue = queue;
        this.pattern = pattern;
        this.blocks = blocks;
        this.order = order;
    }

    /** Does something on the host once the commands so far have run. */
    void later(Runnable arrival) {
        arrivals.add(arrival);
    }

    /** Takes what has to be done. */
    List<Runnable> takeArrivals() {
        List<Runnable> taken = arrivals;
        arrivals = taken.isEmpty() ? taken : new ArrayList<>();
        return taken.isEmpty() ? List.of() : taken;
    }

    void upload(MemorySegment source, OpenClBuffer target, long offset) {
        MemorySegment bytes = source;
        if (!source.isNative()) {
            HostBlocks.Block block = blocks.take(source.byteSize());
            bytes = block.memory().copyFrom(source);
            later(block.end());
        }
        write(bytes.address(), target, offset, bytes.byteSize());
    }

    void download(OpenClBuffer source, long offset, MemorySegment target) {
        MemorySegment bytes = target;
        if (!target.isNative()) {
            HostBlocks.Block block = blocks.take(target.byteSize());
            bytes = block.memory();
            later(() -> {
                target.copyFrom(block.memory());
                block.close();
            });
        }
        read(source, offset, bytes.address(), bytes.byteSize());
    }

    void copy(OpenClBuffer source, long sourceOffset, OpenClBuffer target, long targetOffset, long bytes) {
        if (source.isApart()) {
            write(source.address(sourceOffset), target, targetOffset, bytes);
        } else if (target.isApart()) {
            read(source, sourceOffset, target.address(targetOffset), bytes);
        } else {
            long event = order.copy();
            ClStatus.check(
                    commands.copy(queue, source.handle(), target.handle(), sourceOffset, targetOffset, bytes, event),
                    "enqueueing a copy");
        }
    }

    void fill(OpenClBuffer target, long offset, long bytes, byte value) {
        if (target.isApart()) {
            OpenClBuffer between = between(bytes);
            fill(between, 0, bytes, value);
            read(between, 0, target.address(offset), bytes);
            return;
        }
        // The widest pattern that fits, so that the device writes whole words; offset and length have to be its
        // multiples.
        long width = Math.min(PATTERN, Long.lowestOneBit(offset | bytes));
        long word = (value & 0xFFL) * 0x0101010101010101L;
        for (int i = 0; i < Math.max(1, width / 8); i++) {
            pattern.setAtIndex(ValueLayout.JAVA_LONG, i, word);
        }
        ClStatus.check(
                commands.fill(queue, target.handle(), pattern.address(), width, offset, bytes, order.copy()),
                "enqueueing a fill");
    }

    private void write(long address, OpenClBuffer target, long offset, long bytes) {
        if (target.isApart()) {
            OpenClBuffer between = between(bytes);
            write(address, between, 0, bytes);
            read(between, 0, target.address(offset), bytes);
        } else {
            ClStatus.check(
                    commands.write(queue, target.handle(), offset, bytes, address, order.copy()),
                    "enqueueing an upload");
        }
    }

    private void read(OpenClBuffer source, long offset, long address, long bytes) {
        if (source.isApart()) {
            OpenClBuffer between = between(bytes);
            write(source.address(offset), between, 0, bytes);
            read(between, 0, address, bytes);
        } else {
            ClStatus.check(
                    commands.read(queue, source.handle(), offset, bytes, address, order.copy()),
                    "enqueueing a download");
        }
    }

    /** Device memory until the commands so far have run. */
    OpenClBuffer between(long bytes) {
        OpenClBuffer buffer = driver.deviceMemory(bytes, "copies of staging memory");
        later(buffer::close);
        return buffer;
    }
}
