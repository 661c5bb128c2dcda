package dev.octavo.backend.cpu.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyReaderTest {

    @TempDir
    private Path folder;

    @Test
    void coresAndNodesOfAMachineWithSiblings() {
        Topology machine = MachineTree.twoNodes(folder).read("0-7");
        assertThat(machine.cores()).isEqualTo(4);
        assertThat(machine.nodes()).isEqualTo(Map.of(0, set("0,1,4,5"), 1, set("2,3,6,7")));
        assertThat(machine.inOrder()).extracting(Processor::id).containsExactly(0, 2, 1, 3, 4, 6, 5, 7);
    }

    @Test
    void aProcessSeesWhatItMayUse() {
        Topology part = MachineTree.twoNodes(folder).read("1,5-6");
        assertThat(part.all()).isEqualTo(set("1,5-6"));
        assertThat(part.cores()).isEqualTo(2);
        assertThat(part.nodes()).isEqualTo(Map.of(0, set("1,5"), 1, set("6")));
        assertThat(part.processors()).contains(new Processor(5, 1, 0), new Processor(6, 6, 1));
    }

    @Test
    void processorsThatAreOffDoNotCount() {
        MachineTree tree = MachineTree.twoNodes(folder)
                .file("cpu/online", "0,2-3")
                .siblings("0")
                .siblings("2")
                .siblings("3");
        assertThat(tree.read("0-7").all()).isEqualTo(set("0,2-3"));
        assertThat(tree.read("").all()).isEqualTo(set("0,2-3"));
        assertThat(tree.read("1").all())
                .as("no processor is left, so the system's word counts")
                .isEqualTo(set("1"));
    }

    @Test
    void nodesWithoutProcessorsAreNone() {
        Topology machine =
                MachineTree.twoNodes(folder).file("node/node2/cpulist", "").read("0-7");
        assertThat(machine.nodes()).containsOnlyKeys(0, 1);
    }

    @Test
    void withoutSiblingsTheCoresNumbersAreTaken() {
        MachineTree tree = new MachineTree(folder).file("cpu/online", "0-3");
        for (int id = 0; id < 4; id++) {
            tree.file("cpu/cpu" + id + "/topology/core_id", "0")
                    .file("cpu/cpu" + id + "/topology/physical_package_id", Integer.toString(id / 2));
        }
        assertThat(tree.read("0-3").cores()).isEqualTo(2);
    }

    @Test
    void anEmptyFolderLeavesWhatElseIsKnown() {
        MachineTree nothing = new MachineTree(folder);
        assertThat(nothing.read("").all()).isEqualTo(set("0-2"));
        assertThat(nothing.read("2,5").all()).isEqualTo(set("2,5"));
        assertThat(nothing.read("2,5").cores()).isEqualTo(2);
        assertThat(new TopologyReader(folder.resolve("missing"))
                        .read(CpuSet.EMPTY, 0)
                        .cores())
                .isEqualTo(1);
    }

    @Test
    void junkInFilesIsPassedOver() throws IOException {
        MachineTree tree = MachineTree.twoNodes(folder);
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        Random random = new Random(7);
        for (int round = 0; round < 1500; round++) {
            Path file = files.get(random.nextInt(files.size()));
            byte[] before = Files.readAllBytes(file);
            Files.write(file, damaged(before, random));
            Topology machine = tree.read("0-7");
            assertThat(machine.processors()).isNotEmpty();
            assertThat(set("0-7").ids()).containsAll(machine.all().ids());
            assertThat(machine.cores()).isBetween(1, 8);
            assertThat(machine.inOrder()).hasSameElementsAs(machine.processors());
            if (round % 3 != 0) {
                Files.write(file, before);
            }
        }
    }

    private static byte[] damaged(byte[] before, Random random) {
        byte[] bytes = before.clone();
        switch (random.nextInt(5)) {
            case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            case 1 -> bytes = "0-99999999999,".repeat(1 + random.nextInt(3000)).getBytes(StandardCharsets.ISO_8859_1);
            case 2 -> bytes = new byte[] {(byte) 0xff, 0, '-', ','};
            case 3 -> bytes = "0-8191,".repeat(20_000).getBytes(StandardCharsets.ISO_8859_1);
            default -> bytes = "7-0".getBytes(StandardCharsets.ISO_8859_1);
        }
        return bytes;
    }

    private static CpuSet set(String text) {
        return CpuSet.parse(text).orElseThrow();
    }
}
