package dev.octavo.simulator.run;

import dev.octavo.simulator.workload.TraceRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Chooses replicas. */
final class Router {

    /** A replica keeps its prefixes until it has this many times the work of the least loaded one, and more than a request's worth on top. */
    private static final double IMBALANCE = 1.5;

    private static final int MAX_REMEMBERED = 1 << 20;

    private final RoutingPolicy policy;
    private final List<Replica> replicas;
    private final Map<Long, Replica> byGroup = new HashMap<>();
    private final Map<Long, Replica> byStream = new HashMap<>();
    private int next;

    Router(RoutingPolicy policy, List<Replica> replicas) {
        this.policy = policy;
        this.replicas = replicas;
    }

    Replica choose(TraceRequest request) {
        return switch (policy) {
            case ROUND_ROBIN -> replicas.get(next++ % replicas.size());
            case LEAST_LOADED -> leastLoaded();
            case PREFIX_AWARE -> warm(request);
        };
    }

    private Replica leastLoaded() {
        Replica least = replicas.getFirst();
        for (Replica replica : replicas) {
            if (replica.tokensLeft() < least.tokensLeft()) {
                least = replica;
            }
        }
        return least;
    }

    private Replica warm(TraceRequest request) {
        Replica least = leastLoaded();
        Replica known = byStream.get(request.stream());
        if (known == null && request.prefixTokens() > 0) {
            known = byGroup.get(request.prefixGroup());
        }
        boolean keeps =
                known != null && known.tokensLeft() <= IMBALANCE * least.tokensLeft() + 2L * request.promptTokens();
        Replica chosen = known != null && keeps ? known : least;
        remember(byStream, request.stream(), chosen);
        if (request.prefixTokens() > 0) {
            remember(byGroup, request.prefixGroup(), chosen);
        }
        return chosen;
    }

    private static void remember(Map<Long, Replica> map, long key, Replica replica) {
        if (map.size() == MAX_REMEMBERED) {
            map.clear();
        }
        map.put(key, replica);
    }
}
