package dev.octavo.runtime.kv;

/** Contents on their way from a slow place to the second tier, for one sequence that waits for them. Belongs to the step loop. */
public interface Fetch {

    /** Whether waiting is over: everything arrived, failed, or took too long. */
    boolean done();

    /** The sequence took what it wanted or gave up: what arrived need not be held for it any longer. To be called once. */
    void close();
}
