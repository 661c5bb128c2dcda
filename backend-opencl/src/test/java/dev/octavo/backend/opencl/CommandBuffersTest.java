package dev.octavo.backend.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.backend.opencl.OpenClSettings.Graphs;
import dev.octavo.backend.opencl.OpenClSettings.Staging;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.LaunchSequence;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.MemoryKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommandBuffersTest {

    private static DriverRig rig(Graphs graphs) {
        return new DriverRig(Staging.AUTO, graphs, Optional.empty());
    }

    private static void requireCommandBuffers(DriverRig rig) {
        Assumptions.assumeTrue(
                rig.device().facts().commandBuffers() != CommandBufferUse.NONE,
                "this device has no command buffers, so they are not tested");
    }

    /** y = 2 x, z = 3 y, of one kernel with other arguments each. */
    private static List<Launch> twice(DriverRig rig, NativeBuffer x, NativeBuffer y, NativeBuffer z) {
        GpuKernel kernel = rig.scale(0);
        return List.of(DriverRig.scale(kernel, x, 4, y, 2, 2, 1), DriverRig.scale(kernel, y, 0, z, 2, 3, 1));
    }

    /** Launched again before the last launch has run, by another stream than the one it was made with, which is closed by then. */
    @ParameterizedTest
    @EnumSource(Graphs.class)
    void launchesRunInOrderAsOftenAsWanted(Graphs graphs) {
        try (DriverRig rig = rig(graphs);
                GpuStream stream = rig.driver.newStream()) {
            NativeBuffer x = rig.floats(stream, MemoryKind.DEVICE, 1, 2, 3);
            NativeBuffer y = rig.driver.allocate(8, MemoryKind.DEVICE, "between");
            NativeBuffer z = rig.driver.allocate(8, MemoryKind.DEVICE, "results");
            LaunchSequence sequence;
            try (GpuStream maker = rig.driver.newStream()) {
                sequence = maker.sequence(twice(rig, x, y, z));
            }
            for (int i = 0; i < 20; i++) {
                sequence.enqueue(stream);
                stream.copy(z, 0, x, 4, 8);
            }
            float grown = (float) Math.pow(6, 20);
            assertThat(DriverRig.read(stream, z)).containsExactly(2 * grown, 3 * grown);
            sequence.close();
            sequence.close();
        }
    }

    @Test
    void launchesBecomeACommandBufferWhereThatIsAskedFor() {
        try (DriverRig rig = rig(Graphs.BUFFERS);
                GpuStream stream = rig.driver.newStream()) {
            requireCommandBuffers(rig);
            NativeBuffer x = rig.floats(stream, MemoryKind.DEVICE, 1, 2, 3);
            try (LaunchSequence sequence = stream.sequence(twice(rig, x, x, x))) {
                assertThat(sequence).isInstanceOf(CommandBufferSequence.class);
            }
        }
    }

    /** A processor's driver has nothing to gain from them. */
    @Test
    void byItselfOnlyACardTakesThem() {
        try (DriverRig rig = rig(Graphs.AUTO);
                GpuStream stream = rig.driver.newStream()) {
            requireCommandBuffers(rig);
            NativeBuffer x = rig.floats(stream, MemoryKind.DEVICE, 1, 2, 3);
            try (LaunchSequence sequence = stream.sequence(twice(rig, x, x, x))) {
                assertThat(sequence instanceof CommandBufferSequence)
                        .isEqualTo(!rig.device().facts().isProcessor());
            }
        }
    }

    /** Around a kernel that works on staging memory there are copies, which no command buffer has. */
    @Test
    void stagingMemoryThatStandsApartIsReachedByAList() {
        try (DriverRig rig = new DriverRig(Staging.COPIED, Graphs.BUFFERS, Optional.empty());
                GpuStream stream = rig.driver.newStream()) {
            NativeBuffer x = rig.floats(stream, MemoryKind.STAGING, 1, 2, 3);
            NativeBuffer y = rig.driver.allocate(8, MemoryKind.DEVICE, "between");
            NativeBuffer z = rig.driver.allocate(8, MemoryKind.STAGING, "results");
            try (LaunchSequence sequence = stream.sequence(twice(rig, x, y, z))) {
                assertThat(sequence).isNotInstanceOf(CommandBufferSequence.class);
                sequence.enqueue(stream);
                assertThat(DriverRig.read(stream, z)).containsExactly(12, 18);
            }
        }
    }

    /** Of a device that cannot have a command buffer under way twice. */
    @Test
    void whatMayRunOnceAtATimeIsEnqueuedOneByOneMeanwhile() {
        try (DriverRig rig = rig(Graphs.BUFFERS);
                OpenClStream stream = (OpenClStream) rig.driver.newStream()) {
            requireCommandBuffers(rig);
            CommandBuffers inTurn = new CommandBuffers(
                    stream.commands().commandBuffers(rig.device().platform().getNativePointer()), false);
            NativeBuffer x = rig.floats(stream, MemoryKind.DEVICE, 1, 2, 3);
            NativeBuffer y = rig.driver.allocate(8, MemoryKind.DEVICE, "between");
            NativeBuffer z = rig.driver.allocate(8, MemoryKind.DEVICE, "results");
            try (LaunchSequence sequence =
                    inTurn.of(stream, twice(rig, x, y, z)).orElseThrow()) {
                for (int i = 0; i < 20; i++) {
                    sequence.enqueue(stream);
                    stream.copy(z, 0, x, 4, 8);
                }
                float grown = (float) Math.pow(6, 20);
                assertThat(DriverRig.read(stream, z)).containsExactly(2 * grown, 3 * grown);
            }
        }
    }

    @Test
    void aStreamThatFailedTakesNone() {
        try (DriverRig rig = rig(Graphs.BUFFERS);
                OpenClStream stream = (OpenClStream) rig.driver.newStream()) {
            NativeBuffer x = rig.floats(stream, MemoryKind.DEVICE, 1, 2, 3);
            LaunchSequence sequence = stream.sequence(twice(rig, x, x, x));
            stream.await();
            stream.fail(ClStatus.exception(org.jocl.CL.CL_OUT_OF_RESOURCES, "a command"));
            assertThatThrownBy(() -> sequence.enqueue(stream)).hasMessageContaining("CL_OUT_OF_RESOURCES");
            sequence.close();
        }
    }

    @Test
    void whatADeviceSaysDecides() {
        assertThat(CommandBufferUse.of(Set.of(), answer(4, 0))).isEqualTo(CommandBufferUse.NONE);
        Set<String> with = Set.of("cl_khr_command_buffer");
        assertThat(CommandBufferUse.of(with, answer(7, 0))).isEqualTo(CommandBufferUse.SIMULTANEOUS);
        assertThat(CommandBufferUse.of(with, answer(3, 0))).isEqualTo(CommandBufferUse.IN_TURN);
        // Only queues that run out of order, which are not made here.
        assertThat(CommandBufferUse.of(with, answer(7, 1))).isEqualTo(CommandBufferUse.NONE);
    }

    private static InfoReader.Query answer(long capabilities, long required) {
        return (parameter, size, value, returned) -> {
            if (value == null) {
                java.util.Objects.requireNonNull(returned)[0] = 8;
            } else {
                value.getByteBuffer(0, 8)
                        .order(java.nio.ByteOrder.nativeOrder())
                        .putLong(0, parameter == 0x12A9 ? capabilities : required);
            }
            return org.jocl.CL.CL_SUCCESS;
        };
    }
}
