package dev.octavo.server.e2e;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.openai.OctavoServer;
import dev.octavo.server.openai.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The embedded model without its chat template behind a server without a key. */
final class BareStoryServer implements AutoCloseable {

    private final Llm llm;
    private final OctavoServer server;

    /** @param folder does not exist yet; a copy of the model goes there */
    BareStoryServer(Path folder) throws IOException {
        llm = Llm.model(copy(folder))
                .device("cpu")
                .cacheBytes(16L << 20)
                .warmUp(Duration.ZERO)
                .open();
        server = OctavoServer.start(
                ServerConfig.builder().port(0).accessLog(false).build(), llm.engine());
    }

    private static Path copy(Path folder) throws IOException {
        Path model = Repository.embeddedModel();
        Files.createDirectory(folder);
        for (String file : List.of("config.json", "generation_config.json", "model.safetensors", "tokenizer.json")) {
            Files.copy(model.resolve(file), folder.resolve(file));
        }
        JsonMapper json = JsonMapper.shared();
        ObjectNode tokenizer = (ObjectNode) json.readTree(Files.readString(model.resolve("tokenizer_config.json")));
        if (tokenizer.remove("chat_template") == null) {
            throw new AssertionError("the chat template is somewhere else now");
        }
        Files.writeString(folder.resolve("tokenizer_config.json"), tokenizer.toString());
        return folder;
    }

    String url() {
        return "http://127.0.0.1:" + server.address().getPort();
    }

    @Override
    public void close() {
        server.close();
        llm.close();
    }
}
