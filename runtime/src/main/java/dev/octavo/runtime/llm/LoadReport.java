package dev.octavo.runtime.llm;

import dev.octavo.runtime.plan.PlanReport;
import dev.octavo.runtime.quantize.QuantizationReport;
import dev.octavo.spi.DeviceInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What was loaded, where to, and how.
 *
 * @param device the device
 * @param deviceLog why this device, and why not the others
 * @param architecture class name of the model
 * @param weightBytes bytes of the checkpoint
 * @param maxModelLength most tokens of a sequence
 * @param cacheBlocks KV blocks, the null block included
 * @param cacheBytes bytes of the KV cache
 * @param plan what the backend answered
 * @param quantization what was quantised at load; empty where nothing was asked for
 * @param loadTime from the first look at the files to a runnable model
 * @param warmUpTime time spent on exercising kernels
 */
public record LoadReport(
        DeviceInfo device,
        List<String> deviceLog,
        String architecture,
        long weightBytes,
        int maxModelLength,
        int cacheBlocks,
        long cacheBytes,
        PlanReport plan,
        Optional<QuantizationReport> quantization,
        Duration loadTime,
        Duration warmUpTime) {}
