package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.runtime.sample.SamplingParams;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The example of the README. */
class LibraryExampleTest {

    @Test
    void aDozenLinesLoadAModelAndGenerate() throws Exception {
        StringBuilder text = new StringBuilder();
        String whole = tell(Repository.embeddedModel(), text::append);
        assertThat(text.toString()).isNotBlank().isEqualTo(whole);
    }

    private static String tell(Path model, Consumer<String> print) throws InterruptedException {
        try (Llm llm = Llm.model(model).device("auto").open()) {
            SamplingParams sampling =
                    SamplingParams.builder().maxTokens(20).temperature(0.7f).build();
            return llm.generate("Once upon a time", sampling, print);
        }
    }
}
