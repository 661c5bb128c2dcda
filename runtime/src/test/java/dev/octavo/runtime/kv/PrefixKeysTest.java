package dev.octavo.runtime.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefixKeysTest {

    private static final int BLOCK = 4;

    private final BlockHasher hasher = BlockHasher.random(BLOCK);
    private final int[] tokens = IntStream.range(0, 16).toArray();

    /** The hashes of the four blocks. */
    private List<Long> hashes(String salt, Optional<String> adapter, PrefixKeys.Media... media) {
        HashChain chain = hasher.chain(new PrefixKeys(salt, adapter, List.of(media)));
        chain.extend(hasher, tokens, 4);
        return IntStream.range(0, 4)
                .mapToObj(i -> chain.words()[HashChain.at(i)])
                .toList();
    }

    @Test
    void equalKeysGiveEqualHashes() {
        PrefixKeys.Media image = new PrefixKeys.Media("cat", 5, 2);
        assertThat(hashes("s", Optional.of("a"), image)).isEqualTo(hashes("s", Optional.of("a"), image));
        assertThat(hashes("", Optional.empty())).doesNotHaveDuplicates();
    }

    @Test
    void saltAndAdapterChangeEveryBlockAndAreNotMixedUp() {
        List<List<Long>> all = List.of(
                hashes("", Optional.empty()),
                hashes("", Optional.of("")),
                hashes("ab", Optional.empty()),
                hashes("a", Optional.of("b")),
                hashes("", Optional.of("ab")),
                hashes("ab", Optional.of("")));
        assertThat(all.stream().flatMap(List::stream)).doesNotHaveDuplicates();
    }

    @Test
    void anImageChangesTheBlocksFromItsFirstOnAndNoneBefore() {
        List<Long> plain = hashes("", Optional.empty());
        List<Long> cat = hashes("", Optional.empty(), new PrefixKeys.Media("cat", 5, 2));
        List<Long> dog = hashes("", Optional.empty(), new PrefixKeys.Media("dog", 5, 2));
        List<Long> moved = hashes("", Optional.empty(), new PrefixKeys.Media("cat", 6, 2));
        assertThat(cat.getFirst()).isEqualTo(plain.getFirst()).isEqualTo(dog.getFirst());
        for (int block = 1; block < 4; block++) {
            assertThat(Arrays.asList(plain.get(block), cat.get(block), dog.get(block), moved.get(block)))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void anImageOverSeveralBlocksIsInEachOfThem() {
        List<Long> one =
                hashes("", Optional.empty(), new PrefixKeys.Media("cat", 2, 2), new PrefixKeys.Media("dog", 4, 8));
        List<Long> other =
                hashes("", Optional.empty(), new PrefixKeys.Media("cat", 2, 2), new PrefixKeys.Media("fox", 4, 8));
        assertThat(one.getFirst()).isEqualTo(other.getFirst());
        assertThat(one.get(1)).isNotEqualTo(other.get(1));
    }
}
