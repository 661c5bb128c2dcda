package dev.octavo.conformance.check;

import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;

/** A prepared operator with its tensors, to be run several times on changing numbers. */
interface Workload {

    /** Chooses new inputs. */
    void fill(Fill fill);

    /** Brings to the device what is in no tensor of the bench, such as the content of a cache. */
    default void stage(CommandQueue queue) {}

    /** Enqueues what is looked at. */
    void enqueue(CommandSink sink);

    /** Compares what the tensors hold after the run with the oracle. */
    void judge(Judge judge);
}
