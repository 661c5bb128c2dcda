package dev.octavo.server.cli;

import dev.octavo.runtime.quantize.Quantization;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code --quantization}, and says what becomes of names that vLLM knows too. */
final class QuantizationConverter implements ITypeConverter<Quantization> {

    /** vLLM's names of formats in which checkpoints come. */
    private static final Set<String> CHECKPOINTS = Set.of(
            "awq",
            "auto_awq",
            "awq_marlin",
            "gptq",
            "auto_gptq",
            "gptq_marlin",
            "fp_quant",
            "fbgemm_fp8",
            "modelopt",
            "modelopt_fp4",
            "modelopt_mxfp8",
            "modelopt_mixed",
            "compressed-tensors",
            "moe_wna16",
            "quark",
            "torchao",
            "inc",
            "auto-round",
            "gpt_oss_mxfp4",
            "deepseek_v4_fp8",
            "humming",
            "bitsandbytes");

    /** vLLM's names of what it makes of plain checkpoints, or of both. */
    private static final Set<String> FLOATS = Set.of(
            "fp8", "fp8_per_tensor", "fp8_per_block", "fp8_per_channel", "mxfp8", "mxfp4", "nvfp4_per_token", "online");

    @Override
    public Quantization convert(String value) {
        String name = value.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(Quantization.values())
                .filter(type -> type.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + value + "': " + advice(name)));
    }

    private static String advice(String name) {
        String known = "a plain checkpoint can be quantised at load with "
                + Arrays.stream(Quantization.values()).map(Quantization::label).collect(Collectors.joining(" or "));
        if (CHECKPOINTS.contains(name)) {
            return "checkpoints in this format cannot be loaded yet (it is known by their config.json, not by this option); "
                    + known;
        }
        if (FLOATS.contains(name)) {
            return "weights of small floating-point types are not there yet; " + known;
        }
        if (name.equals("gguf")) {
            return "a GGUF file needs no option, give it as the model; " + known;
        }
        if (name.startsWith("int8_") || name.equals("experts_int8")) {
            return "write int8, which has a scale for each 32 weights of a row; " + known;
        }
        return known;
    }
}
