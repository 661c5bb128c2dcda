package dev.octavo.backend.cpu.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each thread of a pool belongs. It does not depend on how many there are, so that pools can grow.
 *
 * @param seats of the first threads; further ones begin again at the first
 * @param nodes memory nodes whose memory is placed: one where there is nothing to place
 * @param confines processors that threads which enqueue are confined to; empty for all
 * @param words for people
 */
public record Seating(List<Seat> seats, List<Integer> nodes, CpuSet confines, String words) {

    /** Keeps copies. */
    public Seating {
        seats = List.copyOf(seats);
        nodes = List.copyOf(nodes);
    }

    /** Without any preference. */
    public static Seating anywhere(String words) {
        return new Seating(List.of(new Seat(CpuSet.EMPTY, 0)), List.of(0), CpuSet.EMPTY, words);
    }

    /** Carries a wish out on a machine; processors of a list have to be there. */
    public static Seating of(CpuBind bind, Topology topology) {
        return switch (bind) {
            case CpuBind.None() -> anywhere("not bound");
            case CpuBind.Listed(CpuSet cpus) -> listed(cpus, topology);
            case CpuBind.Auto(), CpuBind.Nodes() -> spread(topology);
        };
    }

    private static Seating spread(Topology topology) {
        Map<Integer, CpuSet> nodes = topology.nodes();
        if (nodes.size() == 1) {
            return anywhere("one memory node");
        }
        Map<Integer, Integer> groups = groups(nodes.keySet());
        List<Seat> seats = topology.inOrder().stream()
                .map(processor -> new Seat(
                        nodes.getOrDefault(processor.node(), CpuSet.EMPTY), groups.getOrDefault(processor.node(), 0)))
                .toList();
        return new Seating(
                seats, List.copyOf(nodes.keySet()), CpuSet.EMPTY, "spread over " + nodes.size() + " memory nodes");
    }

    private static Seating listed(CpuSet cpus, Topology topology) {
        Map<Integer, Integer> nodeOf = new LinkedHashMap<>();
        for (Processor processor : topology.processors()) {
            nodeOf.put(processor.id(), processor.node());
        }
        List<Integer> used = cpus.ids().stream()
                .map(id -> nodeOf.getOrDefault(id, 0))
                .distinct()
                .sorted()
                .toList();
        Map<Integer, Integer> groups = groups(used);
        List<Seat> seats = new ArrayList<>();
        for (int id : cpus.ids()) {
            seats.add(new Seat(new CpuSet(List.of(id)), groups.getOrDefault(nodeOf.getOrDefault(id, 0), 0)));
        }
        String where = used.size() == 1 ? ", one memory node" : ", " + used.size() + " memory nodes";
        return new Seating(seats, used, cpus, "bound to processors " + cpus + where);
    }

    private static Map<Integer, Integer> groups(Iterable<Integer> nodes) {
        Map<Integer, Integer> groups = new LinkedHashMap<>();
        for (int node : nodes) {
            groups.put(node, groups.size());
        }
        return groups;
    }

    /** Where a thread belongs. */
    public Seat seat(int thread) {
        return seats.get(thread % seats.size());
    }

    /** Whether any thread is bound. */
    public boolean binds() {
        return seats.stream().anyMatch(seat -> !seat.cpus().isEmpty());
    }

    /** How many of the first {@code threads} threads belong to each of the nodes up to it, and the nodes before. */
    public int[] shares(int threads) {
        int[] shares = new int[nodes.size()];
        for (int i = 0; i < threads; i++) {
            shares[seat(i).group()]++;
        }
        for (int g = 1; g < shares.length; g++) {
            shares[g] += shares[g - 1];
        }
        return shares;
    }
}
