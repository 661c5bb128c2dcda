package dev.octavo.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rotary embeddings of every kind against values of transformers at positions up to 131,071. */
class TransformersRopeTest {

    private static final double TOLERANCE = 1e-6;

    @TestFactory
    Stream<DynamicTest> agreesWithTransformers() throws IOException {
        JsonNode root;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("transformers-ropes.json"))) {
            root = JsonMapper.shared().readTree(in);
        }
        List<JsonNode> cases = new ArrayList<>(root.get("cases").values());
        assertThat(cases).hasSize(20);
        return cases.stream()
                .map(item -> DynamicTest.dynamicTest(item.get("name").stringValue(), () -> check(item)));
    }

    private static void check(JsonNode item) {
        HfConfig config = HfConfig.of(new ConfigObject("config.json", "", item.get("config")));
        RopeTable table =
                new RopeTable(config.rope(), item.get("max_model_length").intValue());
        float[] cos = new float[table.columns()];
        float[] sin = new float[table.columns()];
        for (JsonNode row : item.get("rows")) {
            int position = row.get("position").intValue();
            table.fill(position, 1, MemorySegment.ofArray(cos), MemorySegment.ofArray(sin));
            float[] inverse = table.inverseFrequencies(position);
            for (int i = 0; i < row.get("columns").size(); i++) {
                int column = row.get("columns").get(i).intValue();
                String where = "position " + position + ", column " + column;
                assertThat(Float.floatToIntBits(inverse[column]))
                        .as("inverse frequency at %s", where)
                        .isEqualTo(row.get("inverse").get(i).intValue());
                assertThat((double) cos[column])
                        .as("cos at %s", where)
                        .isCloseTo(row.get("cos").get(i).doubleValue(), within(TOLERANCE));
                assertThat((double) sin[column])
                        .as("sin at %s", where)
                        .isCloseTo(row.get("sin").get(i).doubleValue(), within(TOLERANCE));
            }
        }
    }
}
