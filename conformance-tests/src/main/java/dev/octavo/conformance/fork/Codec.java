package dev.octavo.conformance.fork;

import dev.octavo.conformance.session.DeviceCard;
import dev.octavo.conformance.session.Target;
import dev.octavo.conformance.session.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages as lines of text. */
final class Codec {

    private static final int MOST_ENTRIES = 1000;

    private Codec() {}

    static String line(Message message) {
        List<String> fields = new ArrayList<>();
        switch (message) {
            case Message.Open(Target target, long limit) -> {
                fields.addAll(List.of("open", target.backend(), Integer.toString(target.device()), text(limit)));
                fields.add(Integer.toString(target.paths().size()));
                target.paths().forEach(path -> fields.add(path.toString()));
                entries(target.options(), fields);
            }
            case Message.Ask(long number, Task task, long limit) -> {
                fields.addAll(List.of("ask", text(number), text(limit)));
                task(task, fields);
            }
            case Message.Close(long limit) -> fields.addAll(List.of("close", text(limit)));
            case Message.Opened(DeviceCard card) -> {
                fields.addAll(List.of("opened", card.backend(), Integer.toString(card.ordinal()), card.name()));
                fields.addAll(List.of(card.kind(), card.driver(), card.variant(), text(card.totalBytes())));
                entries(card.claims(), fields);
            }
            case Message.Absent(String reason) -> fields.addAll(List.of("absent", reason));
            case Message.Unopened(String reason) -> fields.addAll(List.of("unopened", reason));
            case Message.Said(long number, var answer) -> {
                fields.addAll(List.of("said", text(number)));
                AnswerCodec.write(answer, fields);
            }
            case Message.Stuck(String stack) -> fields.addAll(List.of("stuck", stack));
            case Message.Closed() -> fields.add("closed");
        }
        return Fields.line(fields);
    }

    /**
     * Reads a line.
     *
     * @throws ProtocolException if it is no message
     */
    static Message message(String line) {
        Fields fields = Fields.parse(line);
        String word = fields.text();
        return switch (word) {
            case "open" -> open(fields);
            case "ask" -> {
                long number = fields.integer();
                long limit = fields.integer();
                yield new Message.Ask(number, task(fields), limit);
            }
            case "close" -> new Message.Close(fields.integer());
            case "opened" -> new Message.Opened(card(fields));
            case "absent" -> new Message.Absent(fields.text());
            case "unopened" -> new Message.Unopened(fields.text());
            case "said" -> new Message.Said(fields.integer(), AnswerCodec.read(fields));
            case "stuck" -> new Message.Stuck(fields.text());
            case "closed" -> new Message.Closed();
            default -> throw new ProtocolException("unknown message '" + word + "'");
        };
    }

    private static String text(long value) {
        return Long.toString(value);
    }

    private static void entries(Map<String, String> map, List<String> fields) {
        fields.add(Integer.toString(map.size()));
        map.forEach((key, value) -> {
            fields.add(key);
            fields.add(value);
        });
    }

    private static Map<String, String> entries(Fields fields) {
        int count = fields.integer(0, MOST_ENTRIES);
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            map.put(fields.text(), fields.text());
        }
        return map;
    }

    private static Message open(Fields fields) {
        String backend = fields.text();
        int device = fields.integer(0, Integer.MAX_VALUE);
        long limit = fields.integer();
        List<Path> paths = new ArrayList<>();
        for (int left = fields.integer(0, MOST_ENTRIES); left > 0; left--) {
            paths.add(path(fields.text()));
        }
        return new Message.Open(new Target(backend, device, paths, entries(fields)), limit);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (java.nio.file.InvalidPathException e) {
            throw new ProtocolException("not a path: " + text, e);
        }
    }

    private static DeviceCard card(Fields fields) {
        return new DeviceCard(
                fields.text(),
                fields.integer(0, Integer.MAX_VALUE),
                fields.text(),
                fields.text(),
                fields.text(),
                fields.text(),
                fields.integer(),
                entries(fields));
    }

    private static void task(Task task, List<String> fields) {
        switch (task) {
            case Task.Run(String id, long seed) -> fields.addAll(List.of("run", id, text(seed)));
            case Task.AskSupport(String id) -> fields.addAll(List.of("support", id));
            case Task.Measure(String id) -> fields.addAll(List.of("measure", id));
        }
    }

    private static Task task(Fields fields) {
        String word = fields.text();
        return switch (word) {
            case "run" -> new Task.Run(fields.text(), fields.integer());
            case "support" -> new Task.AskSupport(fields.text());
            case "measure" -> new Task.Measure(fields.text());
            default -> throw new ProtocolException("unknown task '" + word + "'");
        };
    }
}
