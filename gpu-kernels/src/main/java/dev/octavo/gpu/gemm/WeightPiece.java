package dev.octavo.gpu.gemm;

import dev.octavo.gpu.core.GpuBuffer;
import dev.octavo.gpu.driver.Launch;

/**
 * An allocation with some of the panels of weights: some experts, and the same panels of each half of their matrices.
 *
 * @param buffer {@code [experts][halves][panels]} panels
 * @param panelBytes bytes of a panel
 * @param firstExpert first of the experts
 * @param experts how many
 * @param firstPanel first of the panels of each half
 * @param panels how many of each half
 */
record WeightPiece(GpuBuffer buffer, long panelBytes, int firstExpert, int experts, int firstPanel, int panels) {

    /** Adds it to a launch, from its buffer on. */
    void add(Launch launch) {
        launch.buffer(buffer.device(), buffer.offset())
                .reads(buffer.byteSize())
                .i64(panelBytes)
                .i32(firstExpert)
                .i32(experts)
                .i32(firstPanel)
                .i32(panels);
    }
}
