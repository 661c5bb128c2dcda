package dev.octavo.benchmarks.calibrate;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.simulator.device.FittedCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the table that {@code octavo simulate --step-times} reads. Arguments: file, model directory, threads. */
public final class Calibrate {

    private Calibrate() {}

    /** Measures and writes. */
    public static void main(String[] args) throws InterruptedException, IOException {
        String model = args.length > 1 ? args[1] : "models/stories";
        try (Llm llm = RealEngine.open(model, args.length > 2 ? args[2] : "2")) {
            List<FittedCost.Sample> samples = new StepMeasurement(
                            new TimedRun(llm.engine(), llm.model().vocabularySize()),
                            llm.model().maxModelLength())
                    .measure();
            List<String> lines = new ArrayList<>(List.of("tokens,rows,context_tokens,pairs,seconds"));
            for (FittedCost.Sample sample : samples) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%d,%d,%d,%.1f,%.7f",
                        sample.tokens(),
                        sample.rows(),
                        sample.contextTokens(),
                        sample.pairs(),
                        sample.seconds()));
            }
            Files.write(Path.of(args[0]), lines);
        }
    }
}
