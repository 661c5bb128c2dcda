package dev.octavo.conformance.check;

/** Which tiers a case of some size may be in. */
final class Tiers {

    private static final long SMOKE_WORK = 2_000_000;
    private static final long FULL_WORK = 64_000_000;

    private Tiers() {}

    /** The smallest tier for so many multiplications of the oracle. */
    static Tier byWork(long multiplications) {
        return multiplications <= SMOKE_WORK ? Tier.SMOKE : multiplications <= FULL_WORK ? Tier.FULL : Tier.SOAK;
    }
}
