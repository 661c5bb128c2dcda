package dev.octavo.server.cli;

import dev.octavo.runtime.generate.SchedulingPolicy;
import dev.octavo.runtime.schedule.SchedulerConfig;
import dev.octavo.simulator.device.CostModel;
import dev.octavo.simulator.device.DevicePreset;
import dev.octavo.simulator.device.DeviceSpec;
import dev.octavo.simulator.device.FittedCost;
import dev.octavo.simulator.device.ModelPreset;
import dev.octavo.simulator.device.RooflineCost;
import dev.octavo.simulator.device.StepTable;
import dev.octavo.simulator.run.RoutingPolicy;
import dev.octavo.simulator.run.SimulationSettings;
import dev.octavo.spi.UserException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The simulated service: replicas of a model on a device. */
final class SimulateService {

    @Option(
            names = "--device",
            defaultValue = "H100",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private DevicePreset device = DevicePreset.H100;

    @Option(
            names = "--model",
            defaultValue = "LLAMA_3_1_8B",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private ModelPreset model = ModelPreset.LLAMA_3_1_8B;

    @Option(
            names = "--step-times",
            paramLabel = "FILE",
            description = {
                "Measured steps in place of the device's and the model's data sheets: CSV with tokens, rows,",
                "context_tokens, pairs and seconds."
            })
    private Optional<Path> stepTimes = Optional.empty();

    @Option(
            names = "--max-num-seqs",
            defaultValue = "256",
            paramLabel = "N",
            description = "Most sequences that run at once. Default: ${DEFAULT-VALUE}")
    private int sequences = 256;

    @Option(
            names = "--max-num-batched-tokens",
            defaultValue = "2048",
            paramLabel = "N",
            description = "Token budget of a step. Default: ${DEFAULT-VALUE}")
    private int tokens = 2048;

    @Option(
            names = "--block-size",
            defaultValue = "16",
            paramLabel = "N",
            description = "Tokens of a KV block. Default: ${DEFAULT-VALUE}")
    private int blockSize = 16;

    @Option(
            names = "--num-gpu-blocks-override",
            paramLabel = "N",
            description = "KV blocks of a replica. Default: what fits beside the weights.")
    private Optional<Integer> blocks = Optional.empty();

    @Option(
            names = "--gpu-memory-utilization",
            defaultValue = "0.9",
            paramLabel = "R",
            description = "Share of the device's memory to be used. Default: ${DEFAULT-VALUE}")
    private double memoryShare = 0.9;

    @Option(
            names = "--scheduling-policy",
            defaultValue = "FCFS",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private SchedulingPolicy policy = SchedulingPolicy.FCFS;

    @Option(
            names = "--long-prefill-token-threshold",
            defaultValue = "0",
            paramLabel = "N",
            description = "Most prompt tokens of one sequence in a step; 0 for no such limit.")
    private int longPrefill;

    @Option(
            names = "--enable-prefix-caching",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Share KV blocks. On by default.")
    private boolean prefixCaching = true;

    @Option(
            names = "--replicas",
            defaultValue = "1",
            paramLabel = "N",
            description = "Engines behind a router. Default: ${DEFAULT-VALUE}")
    private int replicas = 1;

    @Option(
            names = "--routing",
            defaultValue = "ROUND_ROBIN",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private RoutingPolicy routing = RoutingPolicy.ROUND_ROBIN;

    CostModel cost() {
        return stepTimes.isPresent()
                ? FittedCost.fit(StepTable.read(stepTimes.get()))
                : new RooflineCost(model.shape(), device.spec());
    }

    SimulationSettings settings() {
        CountChecks.require("--replicas", replicas, 1);
        CountChecks.require("--block-size", blockSize, 1);
        try {
            return new SimulationSettings(
                    new SchedulerConfig(
                            policy == SchedulingPolicy.PRIORITY,
                            sequences,
                            tokens,
                            sequences,
                            true,
                            longPrefill,
                            0,
                            true),
                    blockSize,
                    blocks.orElseGet(this::fittingBlocks),
                    prefixCaching,
                    replicas,
                    routing);
        } catch (IllegalArgumentException wrong) {
            throw new UserException("the service cannot be simulated: " + wrong.getMessage(), wrong);
        }
    }

    private int fittingBlocks() {
        DeviceSpec spec = device.spec();
        long fitting = spec.kvBlocks(model.shape(), blockSize, memoryShare);
        if (fitting < 2) {
            throw new UserException(model + " does not fit into the memory of " + device
                    + "; set --num-gpu-blocks-override to simulate it all the same");
        }
        return (int) Math.min(fitting, 1 << 24);
    }

    String description() {
        String what =
                stepTimes.map(file -> "steps fitted to " + file.getFileName()).orElse(model + " on " + device);
        return what + ", " + replicas + (replicas == 1 ? " replica" : " replicas, " + routing);
    }
}
