package dev.octavo.runtime.schedule;

/** How often the prefix cache helped, in prompt tokens; each sequence counts once, when it first runs. */
public final class PrefixStats {

    private long queried;
    private long hit;

    /** Prompt tokens looked up. */
    public long queriedTokens() {
        return queried;
    }

    /** Of those, how many were found. */
    public long hitTokens() {
        return hit;
    }

    void count(int queriedTokens, int hitTokens) {
        queried += queriedTokens;
        hit += hitTokens;
    }
}
