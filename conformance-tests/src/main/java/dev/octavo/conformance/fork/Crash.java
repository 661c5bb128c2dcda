package dev.octavo.conformance.fork;

import java.util.List;
import java.util.stream.Collectors;

/** The end of a process in words for a vendor. */
final class Crash {

    private static final int LINES = 12;
    private static final int SIGNALS = 128;

    private Crash() {}

    static String words(ChildProcess.Death death) {
        String status = death.crashLog().isPresent()
                ? "the process crashed in native code"
                : death.status().map(Crash::status).orElse("the process did not end in time and was killed");
        String said = essence(death.lastWords());
        String log =
                death.crashLog().map(path -> "; the JVM's report is " + path).orElse("");
        return (said.isEmpty() ? status : status + "; its last words: " + said) + log;
    }

    private static String status(int status) {
        int signal = status - SIGNALS;
        return switch (signal) {
            case 4 -> "the process was ended by signal 4 (illegal instruction)";
            case 6 -> "the process was aborted (signal 6), as the JVM does after a crash in native code";
            case 7 -> "the process was ended by signal 7 (bus error)";
            case 8 -> "the process was ended by signal 8 (arithmetic error)";
            case 9 -> "the process was killed (signal 9), perhaps because the machine ran out of memory";
            case 11 -> "the process was ended by signal 11 (segmentation fault)";
            case 15 -> "the process was terminated (signal 15)";
            default -> "the process ended with status " + status;
        };
    }

    /** The JVM's report of a crash has its point in a few lines in the middle; otherwise the last lines count. */
    private static String essence(String words) {
        List<String> lines = words.lines()
                .map(line -> line.startsWith("#") ? line.substring(1).strip() : line.strip())
                .filter(line -> !line.isEmpty())
                .toList();
        List<String> crash = lines.stream()
                .filter(line -> line.startsWith("SIG")
                        || line.startsWith("C  [")
                        || line.startsWith("V  [")
                        || line.startsWith("J ")
                        || line.startsWith("j ")
                        || line.startsWith("Internal Error"))
                .toList();
        List<String> told = crash.isEmpty() ? lines.subList(Math.max(0, lines.size() - LINES), lines.size()) : crash;
        return told.stream().collect(Collectors.joining(" | "));
    }
}
