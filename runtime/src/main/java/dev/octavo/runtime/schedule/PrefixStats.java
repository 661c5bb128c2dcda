package dev.octavo.runtime.schedule;

/** How often the prefix cache helped, in prompt tokens; each sequence counts once, when it first runs. */
public final class PrefixStats {

    private long queried;
    private long hit;
    private long tierQueried;
    private long tierHit;

    /** Prompt tokens looked up. */
    public long queriedTokens() {
        return queried;
    }

    /** Of those, how many were found. */
    public long hitTokens() {
        return hit;
    }

    /** Prompt tokens looked up in the second tier, because the pool did not have them. */
    public long tierQueriedTokens() {
        return tierQueried;
    }

    /** Of those, how many were found. */
    public long tierHitTokens() {
        return tierHit;
    }

    void count(int queriedTokens, int hitTokens, int tierHitTokens) {
        queried += queriedTokens;
        hit += hitTokens;
        tierQueried += queriedTokens - hitTokens;
        tierHit += tierHitTokens;
    }
}
