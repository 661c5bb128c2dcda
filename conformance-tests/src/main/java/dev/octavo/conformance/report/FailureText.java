package dev.octavo.conformance.report;

import dev.octavo.conformance.run.CaseResult;

/** What went wrong, without what a report says beside it. */
public final class FailureText {

    private FailureText() {}

    /** The message without the check, its rule and the id, which a case repeats in it for other readers. */
    public static String of(CaseResult result) {
        String message = result.message();
        String head = result.check() + " (" + result.rule() + ") ";
        String tail = "; repeat with the case " + result.id();
        if (message.startsWith(head)) {
            message = message.substring(head.length());
        }
        return message.endsWith(tail) ? message.substring(0, message.length() - tail.length()) : message;
    }
}
