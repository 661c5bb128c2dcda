package dev.octavo.backend.cpu.topology;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what Linux says about processors, cores and nodes. What is missing or makes no sense is passed over. */
public final class TopologyReader {

    private static final int MAX_BYTES = 1 << 16;

    /** Nodes have smaller numbers. */
    private static final int MAX_NODES = 1024;

    private final Path folder;

    /** @param folder {@code /sys/devices/system}, or one like it */
    public TopologyReader(Path folder) {
        this.folder = folder;
    }

    /**
     * What the folder says about the processors that a process may use.
     *
     * @param allowed by the operating system; empty if it does not say
     * @param fallback how many processors there are, where neither says anything
     */
    public Topology read(CpuSet allowed, int fallback) {
        CpuSet online = list(folder.resolve("cpu/online")).orElse(CpuSet.EMPTY);
        CpuSet usable = allowed.isEmpty() ? online : allowed.and(online);
        if (usable.isEmpty()) {
            return Topology.flat(allowed.isEmpty() ? CpuSet.first(Math.max(1, fallback)) : allowed);
        }
        Map<Integer, Integer> nodes = nodes();
        Map<String, Integer> cores = new HashMap<>();
        List<Processor> processors = new ArrayList<>();
        for (int id : usable.ids().stream().sorted().toList()) {
            int core = cores.computeIfAbsent(coreName(id), name -> id);
            processors.add(new Processor(id, core, nodes.getOrDefault(id, 0)));
        }
        return new Topology(processors);
    }

    /** What all processors of a core have in common. */
    private String coreName(int id) {
        Path place = folder.resolve("cpu/cpu" + id + "/topology");
        for (String file : new String[] {"core_cpus_list", "thread_siblings_list"}) {
            Optional<CpuSet> siblings =
                    list(place.resolve(file)).filter(set -> set.ids().contains(id));
            if (siblings.isPresent()) {
                return "of " + siblings.get();
            }
        }
        String core = text(place.resolve("core_id"));
        String chip = text(place.resolve("physical_package_id"));
        return core.isEmpty() ? "processor " + id : "core " + core + " of " + chip;
    }

    /** The node of each processor. */
    private Map<Integer, Integer> nodes() {
        Map<Integer, Integer> nodes = new HashMap<>();
        try (DirectoryStream<Path> members = Files.newDirectoryStream(folder.resolve("node"), "node*")) {
            for (Path member : members) {
                String number = String.valueOf(member.getFileName()).substring("node".length());
                CpuSet node = CpuSet.parse(number).orElse(CpuSet.EMPTY);
                if (node.size() == 1 && node.ids().getFirst() < MAX_NODES) {
                    list(member.resolve("cpulist"))
                            .ifPresent(set -> set.ids()
                                    .forEach(id ->
                                            nodes.putIfAbsent(id, node.ids().getFirst())));
                }
            }
        } catch (IOException | RuntimeException e) {
            return nodes; // A kernel without NUMA has no such folder.
        }
        return nodes;
    }

    private static Optional<CpuSet> list(Path file) {
        return Optional.of(text(file)).filter(text -> !text.isEmpty()).flatMap(CpuSet::parse);
    }

    private static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1).strip();
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }
}
