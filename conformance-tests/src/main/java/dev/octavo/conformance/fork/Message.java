package dev.octavo.conformance.fork;

import dev.octavo.conformance.session.Answer;
import dev.octavo.conformance.session.DeviceCard;
import dev.octavo.conformance.session.Target;
import dev.octavo.conformance.session.Task;

/** What parent and child say to each other. Each message is one line. */
sealed interface Message {

    /** Parent: open this backend. */
    record Open(Target target, long limitMillis) implements Message {}

    /** Parent: do this. */
    record Ask(long number, Task task, long limitMillis) implements Message {}

    /** Parent: close the backend and end. */
    record Close(long limitMillis) implements Message {}

    /** Child: it is open. */
    record Opened(DeviceCard device) implements Message {}

    /** Child: it is not there. */
    record Absent(String reason) implements Message {}

    /** Child: opening it threw something. */
    record Unopened(String reason) implements Message {}

    /** Child: this came out. */
    record Said(long number, Answer answer) implements Message {}

    /** Child: the time is nearly over, and this is where the case hangs. */
    record Stuck(String stack) implements Message {}

    /** Child: it is closed. */
    record Closed() implements Message {}
}
