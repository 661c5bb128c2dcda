package dev.octavo.backend.cpu.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder like {@code /sys/devices/system}, made up. */
final class MachineTree {

    final Path folder;

    MachineTree(Path folder) {
        this.folder = folder;
    }

    MachineTree file(String path, String text) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text + "\n");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    MachineTree siblings(String cpus) {
        for (int id : CpuSet.parse(cpus).orElseThrow().ids()) {
            file("cpu/cpu" + id + "/topology/thread_siblings_list", cpus);
        }
        return this;
    }

    /** Two nodes of two cores of two threads each, numbered as Intel's firmware does: 0-3 first threads, 4-7 second ones; cores of a node next to each other. */
    static MachineTree twoNodes(Path folder) {
        return new MachineTree(folder)
                .file("cpu/online", "0-7")
                .siblings("0,4")
                .siblings("1,5")
                .siblings("2,6")
                .siblings("3,7")
                .file("node/online", "0-1")
                .file("node/node0/cpulist", "0-1,4-5")
                .file("node/node1/cpulist", "2-3,6-7");
    }

    Topology read(String allowed) {
        return new TopologyReader(folder).read(CpuSet.parse(allowed).orElseThrow(), 3);
    }
}
