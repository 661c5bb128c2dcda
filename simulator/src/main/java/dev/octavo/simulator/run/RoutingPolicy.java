package dev.octavo.simulator.run;

/** Which replica gets a request. */
public enum RoutingPolicy {
    /** One after the other. */
    ROUND_ROBIN,
    /** Who has the fewest tokens left to compute. */
    LEAST_LOADED,
    /** Who saw the conversation or the prefix group last, unless that replica has much more to do than another. */
    PREFIX_AWARE
}
