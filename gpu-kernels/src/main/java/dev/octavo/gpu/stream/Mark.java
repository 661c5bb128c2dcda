package dev.octavo.gpu.stream;

import java.util.ArrayList;
import java.util.List;

/** A numbered point in a stream, and what can be done once it is reached; used again afterwards. */
final class Mark {

    final Handle event;
    final List<StagedBlock> blocks = new ArrayList<>();
    long number;

    Mark(Handle event) {
        this.event = event;
    }
}
