package dev.octavo.runtime.offload.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file with blocks: what it gives back, to whom, and what it does not. */
class BlockFileTest {

    @TempDir
    Path temporary;

    private Path directory;

    @BeforeEach
    void directory() {
        directory = temporary.resolve("some/where");
    }

    private BlockFile open(int slots) {
        return BlockFile.open(directory, new StoreLayout(Blocks.BYTES, slots), Blocks.identity(1));
    }

    private static Map<Integer, SlotEntry> entries(BlockFile file) throws IOException {
        Map<Integer, SlotEntry> entries = new HashMap<>();
        file.load(entries::put);
        return entries;
    }

    private static boolean reads(BlockFile file, int slot, int number, SlotEntry entry) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(Blocks.BYTES);
        boolean sound = file.read(slot, Blocks.content(number), entry.crc(), target);
        if (sound) {
            assertThat(target.array()).isEqualTo(Blocks.bytes(number));
        }
        return sound;
    }

    @Test
    void whatWasWrittenIsThereInTheNextProcess() throws IOException {
        byte[] key;
        try (BlockFile file = open(3000)) {
            key = file.key();
            for (int slot : new int[] {0, 1, 1023, 1024, 2999}) {
                file.write(slot, Blocks.content(slot), 7 + slot, Blocks.buffer(slot));
            }
            file.restamp(1, Blocks.content(1), file.write(1, Blocks.content(1), 1, Blocks.buffer(1)), 99);
        }
        try (BlockFile file = open(3000)) {
            assertThat(file.key()).isEqualTo(key);
            Map<Integer, SlotEntry> entries = entries(file);
            assertThat(entries).containsOnlyKeys(0, 1, 1023, 1024, 2999);
            assertThat(entries.get(1)).extracting(SlotEntry::stamp).isEqualTo(99L);
            for (Map.Entry<Integer, SlotEntry> entry : entries.entrySet()) {
                assertThat(entry.getValue().content()).isEqualTo(Blocks.content(entry.getKey()));
                assertThat(reads(file, entry.getKey(), entry.getKey(), entry.getValue()))
                        .isTrue();
            }
        }
    }

    @Test
    void anotherSizeKeepsWhatFits() throws IOException {
        try (BlockFile file = open(3000)) {
            for (int slot : new int[] {5, 1500, 2500}) {
                file.write(slot, Blocks.content(slot), 1, Blocks.buffer(slot));
            }
        }
        try (BlockFile file = open(2000)) {
            assertThat(entries(file)).containsOnlyKeys(5, 1500);
        }
        try (BlockFile file = open(5000)) {
            assertThat(entries(file)).containsOnlyKeys(5, 1500);
        }
    }

    @Test
    void aLayoutStaysBelowItsSize() {
        Random random = new Random(3);
        for (int i = 0; i < 1000; i++) {
            long blockBytes = 1L + random.nextInt(1 << (1 + random.nextInt(22)));
            long bytes = 100_000 + blockBytes + random.nextLong(1L << (20 + random.nextInt(11)));
            StoreLayout layout = StoreLayout.of(bytes, blockBytes);
            assertThat(layout.end()).isLessThanOrEqualTo(bytes);
            assertThat(new StoreLayout(blockBytes, layout.slots() + 1).end()).isGreaterThan(bytes);
            int slot = random.nextInt(layout.slots());
            assertThat(layout.content(slot)).isGreaterThanOrEqualTo(layout.entry(slot) + StoreLayout.ENTRY_BYTES);
            assertThat(layout.entry(slot)).isGreaterThanOrEqualTo(StoreLayout.HEADER_BYTES);
        }
    }

    @Test
    void whatWasForgottenIsGone() throws IOException {
        try (BlockFile file = open(10)) {
            file.write(4, Blocks.content(4), 1, Blocks.buffer(4));
            file.clear();
            assertThat(entries(file)).isEmpty();
            file.write(5, Blocks.content(5), 1, Blocks.buffer(5));
        }
        assertThat(new String(Files.readAllBytes(file()), StandardCharsets.ISO_8859_1))
                .contains(new String(Blocks.bytes(5), StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(Blocks.bytes(4), StandardCharsets.ISO_8859_1));
        try (BlockFile file = open(10)) {
            assertThat(entries(file)).containsOnlyKeys(5);
        }
    }

    private Path file() {
        return directory.resolve(StoreDirectory.FOLDER).resolve(StoreDirectory.FILE);
    }

    @Test
    void anEntryOfAnEarlierEpochDoesNotCount() throws IOException {
        byte[] old;
        try (BlockFile file = open(10)) {
            file.write(4, Blocks.content(4), 1, Blocks.buffer(4));
            old = Files.readAllBytes(file());
            file.clear();
        }
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(old, 4096, old.length - 4096), 4096);
        }
        try (BlockFile file = open(10)) {
            assertThat(entries(file)).isEmpty();
        }
    }

    @Test
    void anotherIdentityStartsEmptyWithAnotherKey() throws IOException {
        byte[] key;
        try (BlockFile file = open(10)) {
            key = file.key();
            file.write(4, Blocks.content(4), 1, Blocks.buffer(4));
        }
        try (BlockFile file = BlockFile.open(directory, new StoreLayout(Blocks.BYTES, 10), Blocks.identity(2))) {
            assertThat(entries(file)).isEmpty();
            assertThat(file.key()).isNotEqualTo(key);
        }
    }

    @Test
    void othersCannotReadIt() throws IOException {
        open(10).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> open(10))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("open to others")
                .hasMessageContaining("chmod");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(file().getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> open(10)).isInstanceOf(UserException.class).hasMessageContaining("open to others");
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path elsewhere = Files.createFile(temporary.resolve("elsewhere"));
        Files.createDirectories(
                file().getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(file(), elsewhere);
        assertThatThrownBy(() -> open(10)).isInstanceOf(ResourceException.class);
        assertThat(Files.size(elsewhere)).isZero();
    }

    @Test
    void aPlaceThatIsNoneIsSaid() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> BlockFile.open(file, new StoreLayout(Blocks.BYTES, 10), Blocks.identity(1)))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("--kv-offloading-disk-path");
    }

    /** Whatever stands in the file: it opens, and what it gives is what was written. */
    @Test
    void damagedBytesAreNotFound() throws IOException {
        Random random = new Random(11);
        int slots = 40;
        int sound = 0;
        for (int round = 0; round < 300; round++) {
            try (BlockFile file = open(slots)) {
                for (int slot = 0; slot < slots; slot++) {
                    file.write(slot, Blocks.content(slot), 1, Blocks.buffer(slot));
                }
            }
            damage(random, new StoreLayout(Blocks.BYTES, slots));
            try (BlockFile file = open(slots)) {
                for (Map.Entry<Integer, SlotEntry> found : entries(file).entrySet()) {
                    int slot = found.getKey();
                    assertThat(found.getValue().content()).isEqualTo(Blocks.content(slot));
                    sound += reads(file, slot, slot, found.getValue()) ? 1 : 0;
                }
            }
        }
        assertThat(sound).isBetween(1000, 300 * slots - 300);
    }

    private void damage(Random random, StoreLayout layout) throws IOException {
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int i = 0; i < 4; i++) {
                int from = random.nextInt(layout.slots());
                int to = random.nextInt(layout.slots());
                switch (random.nextInt(4)) {
                    case 0 -> flip(channel, layout.entry(from) + random.nextInt(64), random);
                    case 1 -> flip(channel, layout.content(from) + random.nextInt(Blocks.BYTES), random);
                    case 2 -> move(channel, layout.entry(from), layout.entry(to), 64);
                    default -> move(channel, layout.content(from), layout.content(to), Blocks.BYTES);
                }
            }
            if (random.nextInt(10) == 0) {
                flip(channel, random.nextInt(100), random);
            }
            if (random.nextInt(10) == 0) {
                channel.truncate(random.nextLong(channel.size()));
            }
        }
    }

    private static void flip(FileChannel channel, long at, Random random) {
        try {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ (1 << random.nextInt(8))));
            channel.write(one.rewind(), at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void move(FileChannel channel, long from, long to, int bytes) throws IOException {
        ByteBuffer moved = ByteBuffer.allocate(bytes);
        channel.read(moved, from);
        channel.write(moved.flip(), to);
    }

    @Test
    void aTornWriteIsNotFound() throws IOException {
        SlotEntry before;
        try (BlockFile file = open(10)) {
            file.write(3, Blocks.content(3), 1, Blocks.buffer(3));
            before = Objects.requireNonNull(entries(file).get(3));
        }
        // The content was overwritten in part, and the process died before it wrote the entry.
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.write(Blocks.buffer(8).limit(100), new StoreLayout(Blocks.BYTES, 10).content(3));
        }
        try (BlockFile file = open(10)) {
            assertThat(reads(file, 3, 3, before)).isFalse();
        }
    }
}
