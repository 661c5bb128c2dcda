package dev.octavo.conformance.fork;

import dev.octavo.conformance.check.Check;
import dev.octavo.conformance.check.Outcome;
import dev.octavo.conformance.perf.Measurement;
import dev.octavo.conformance.session.Answer;
import dev.octavo.spi.Support;
import java.util.List;

/** Answers as fields. */
final class AnswerCodec {

    private AnswerCodec() {}

    static void write(Answer answer, List<String> fields) {
        switch (answer) {
            case Answer.Judged(Outcome outcome, Support support) -> {
                fields.add("judged");
                write(outcome, fields);
                write(support, fields);
            }
            case Answer.Supported(Support support) -> {
                fields.add("supported");
                write(support, fields);
            }
            case Answer.Measured(Measurement m, Support support) -> {
                fields.addAll(List.of("measured", number(m.seconds()), number(m.bytes()), number(m.operations())));
                fields.add(Integer.toString(m.repeats()));
                write(support, fields);
            }
            case Answer.Broken(boolean memory, String message) ->
                fields.addAll(List.of("broken", memory ? "1" : "0", message));
        }
    }

    static Answer read(Fields fields) {
        String word = fields.text();
        return switch (word) {
            case "judged" -> new Answer.Judged(outcome(fields), support(fields));
            case "supported" -> new Answer.Supported(support(fields));
            case "measured" ->
                new Answer.Measured(
                        new Measurement(
                                fields.number(),
                                fields.number(),
                                fields.number(),
                                fields.integer(0, Integer.MAX_VALUE)),
                        support(fields));
            case "broken" -> new Answer.Broken(fields.integer(0, 1) == 1, fields.text());
            default -> throw new ProtocolException("unknown answer '" + word + "'");
        };
    }

    private static String number(double value) {
        return Double.toString(value);
    }

    private static void write(Outcome outcome, List<String> fields) {
        switch (outcome) {
            case Outcome.Passed(double worst) -> fields.addAll(List.of("passed", number(worst)));
            case Outcome.Unsupported(String reason) -> fields.addAll(List.of("unsupported", reason));
            case Outcome.Failed(Check check, String message) -> fields.addAll(List.of("failed", check.name(), message));
        }
    }

    private static Outcome outcome(Fields fields) {
        String word = fields.text();
        return switch (word) {
            case "passed" -> new Outcome.Passed(fields.number());
            case "unsupported" -> new Outcome.Unsupported(fields.text());
            case "failed" -> new Outcome.Failed(fields.constant(Check.class), fields.text());
            default -> throw new ProtocolException("unknown outcome '" + word + "'");
        };
    }

    private static void write(Support support, List<String> fields) {
        switch (support) {
            case Support.Native(String variant) -> fields.addAll(List.of("native", variant, ""));
            case Support.Emulated(String variant, String reason) -> fields.addAll(List.of("emulated", variant, reason));
            case Support.Unsupported(String reason) -> fields.addAll(List.of("no", "", reason));
        }
    }

    private static Support support(Fields fields) {
        String word = fields.text();
        String variant = fields.text();
        String reason = fields.text();
        return switch (word) {
            case "native" -> new Support.Native(variant);
            case "emulated" -> new Support.Emulated(variant, reason);
            case "no" -> new Support.Unsupported(reason);
            default -> throw new ProtocolException("unknown support '" + word + "'");
        };
    }
}
