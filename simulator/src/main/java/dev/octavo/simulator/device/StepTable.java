package dev.octavo.simulator.device;

import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measured steps as CSV: a line {@code tokens,rows,context_tokens,pairs,seconds}, and a line of numbers for each step. */
public final class StepTable {

    private static final String HEADER = "tokens,rows,context_tokens,pairs,seconds";
    private static final long MAX_BYTES = 64L << 20;

    private StepTable() {}

    /**
     * The steps of a file.
     *
     * @throws UserException with file and line for what cannot be read
     */
    public static List<FittedCost.Sample> read(Path file) {
        List<String> lines = lines(file);
        if (lines.isEmpty() || !lines.getFirst().strip().equals(HEADER)) {
            throw new UserException(file + " must begin with the line " + HEADER);
        }
        List<FittedCost.Sample> samples = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                samples.add(parse(lines.get(i), file + ":" + (i + 1)));
            }
        }
        if (samples.isEmpty()) {
            throw new UserException(file + " has no measured steps");
        }
        return samples;
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new UserException(file + " is larger than " + MAX_BYTES + " bytes; measure fewer steps");
            }
            return Files.readAllLines(file);
        } catch (IOException failed) {
            throw new UserException("cannot read the step times " + file + ": " + failed.getMessage(), failed);
        }
    }

    private static FittedCost.Sample parse(String line, String where) {
        String[] cells = line.strip().split(",", -1);
        if (cells.length != 5) {
            throw new UserException(where + ": expected " + HEADER);
        }
        try {
            FittedCost.Sample sample = new FittedCost.Sample(
                    Long.parseLong(cells[0].strip()),
                    Long.parseLong(cells[1].strip()),
                    Long.parseLong(cells[2].strip()),
                    Double.parseDouble(cells[3].strip()),
                    Double.parseDouble(cells[4].strip()));
            boolean sane = sample.tokens() >= 1
                    && sample.rows() >= 0
                    && sample.contextTokens() >= 0
                    && sample.pairs() >= 0
                    && Double.isFinite(sample.pairs())
                    && sample.seconds() > 0
                    && Double.isFinite(sample.seconds());
            if (!sane) {
                throw new UserException(where + ": a step has at least one token and takes more than 0 s");
            }
            return sample;
        } catch (NumberFormatException bad) {
            throw new UserException(where + ": expected numbers, " + HEADER, bad);
        }
    }
}
