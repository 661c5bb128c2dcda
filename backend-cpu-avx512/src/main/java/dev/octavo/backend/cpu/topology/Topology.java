package dev.octavo.backend.cpu.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The processors that this process may use.
 *
 * @param processors at least one, by number
 */
public record Topology(List<Processor> processors) {

    /** Keeps a copy. */
    public Topology {
        processors = List.copyOf(processors);
        if (processors.isEmpty()) {
            throw new IllegalArgumentException("a process runs on at least one processor");
        }
    }

    /** So many processors of which nothing else is known. */
    public static Topology flat(CpuSet ids) {
        return new Topology(
                ids.ids().stream().map(id -> new Processor(id, id, 0)).toList());
    }

    /** Physical cores. */
    public int cores() {
        return (int) processors.stream().map(Processor::core).distinct().count();
    }

    /** All processors. */
    public CpuSet all() {
        return set(processors);
    }

    /** Processors by memory node, those without processors left out. */
    public Map<Integer, CpuSet> nodes() {
        Map<Integer, CpuSet> nodes = new LinkedHashMap<>();
        byNode().forEach((node, members) -> nodes.put(node, set(members)));
        return nodes;
    }

    /** All processors in the order in which threads take them: a core of each node in turn, and the second thread of a core when all cores have one. */
    List<Processor> inOrder() {
        List<List<Processor>> nodes = new ArrayList<>();
        byNode().values().forEach(members -> nodes.add(coresFirst(members)));
        List<Processor> order = new ArrayList<>();
        for (int i = 0; order.size() < processors.size(); i++) {
            for (List<Processor> node : nodes) {
                if (i < node.size()) {
                    order.add(node.get(i));
                }
            }
        }
        return order;
    }

    private static List<Processor> coresFirst(List<Processor> members) {
        Map<Integer, Integer> seen = new HashMap<>();
        Map<Integer, List<Processor>> rounds = new TreeMap<>();
        for (Processor processor : members) {
            int round = seen.merge(processor.core(), 1, Integer::sum);
            rounds.computeIfAbsent(round, key -> new ArrayList<>()).add(processor);
        }
        List<Processor> order = new ArrayList<>();
        rounds.values().forEach(order::addAll);
        return order;
    }

    private Map<Integer, List<Processor>> byNode() {
        Map<Integer, List<Processor>> nodes = new TreeMap<>();
        for (Processor processor : processors) {
            nodes.computeIfAbsent(processor.node(), key -> new ArrayList<>()).add(processor);
        }
        return nodes;
    }

    private static CpuSet set(List<Processor> members) {
        return new CpuSet(members.stream().map(Processor::id).toList());
    }
}
