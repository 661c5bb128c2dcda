package dev.octavo.server.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.server.protocol.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class ResponseStoreTest {

    private static StoredResponse response(int id, int bytes) {
        return new StoredResponse(
                "resp_" + id, false, new byte[bytes], "[]".getBytes(StandardCharsets.UTF_8), "completed");
    }

    private static boolean has(ResponseStore store, int id) {
        try {
            store.find("resp_" + id);
            return true;
        } catch (ApiException e) {
            assertThat(e.status()).isEqualTo(404);
            return false;
        }
    }

    @Test
    void theLeastRecentlyUsedGoesFirst() {
        ResponseStore store = new ResponseStore(3, 1 << 20);
        for (int i = 0; i < 3; i++) {
            store.add(response(i, 10));
        }
        store.find("resp_0");
        store.add(response(3, 10));
        assertThat(has(store, 0)).isTrue();
        assertThat(has(store, 1)).isFalse();
        assertThat(has(store, 2)).isTrue();
        assertThat(has(store, 3)).isTrue();
    }

    @Test
    void memoryIsBoundedWhateverHappens() {
        ResponseStore store = new ResponseStore(50, 100_000);
        Random random = new Random(3);
        List<StoredResponse> added = new ArrayList<>();
        Set<Integer> gone = new HashSet<>();
        for (int i = 0; i < 5000; i++) {
            int choice = random.nextInt(4);
            if (choice < 2 || added.isEmpty()) {
                StoredResponse response = response(i, random.nextInt(20_000));
                added.add(response);
                store.add(response);
            } else if (choice == 2) {
                StoredResponse some = added.get(random.nextInt(added.size()));
                store.update(some, new byte[random.nextInt(30_000)], JsonNodeFactory.instance.arrayNode(), "completed");
            } else {
                int id = random.nextInt(i);
                if (has(store, id)) {
                    store.remove("resp_" + id);
                    gone.add(id);
                }
            }
            assertThat(store.count()).isLessThanOrEqualTo(50);
            assertThat(kept(store, added)).isLessThanOrEqualTo(100_000).isEqualTo(store.bytes());
        }
        assertThat(gone).isNotEmpty().noneMatch(id -> has(store, id));
    }

    private static long kept(ResponseStore store, List<StoredResponse> added) {
        return added.stream()
                .filter(store::holds)
                .mapToLong(StoredResponse::bytes)
                .sum();
    }

    @Test
    void oneThatIsTooLargeIsNotKept() {
        ResponseStore store = new ResponseStore(5, 1000);
        store.add(response(1, 10));
        store.add(response(2, 5000));
        assertThat(has(store, 2)).isFalse();
        assertThat(has(store, 1)).as("nothing makes room for it").isTrue();
    }

    @Test
    void idsAreToldApart() {
        ResponseStore store = new ResponseStore(5, 10_000);
        store.add(response(1, 10));
        assertThatThrownBy(() -> store.add(response(1, 10))).hasMessageContaining("kept already");
        assertThatThrownBy(() -> store.find("x")).hasMessageContaining("begins with 'resp_'");
        assertThatThrownBy(() -> new ResponseStore(0, 0).find("resp_1"))
                .hasMessageContaining("--enable-responses-store");
    }
}
