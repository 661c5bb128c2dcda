package dev.octavo.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.server.openai.OctavoServer;
import dev.octavo.server.openai.ServerConfig;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ServerLifeTest {

    private volatile Optional<Throwable> failure = Optional.empty();
    private final Engine engine = (Engine) Proxy.newProxyInstance(
            Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("failure");
                return failure;
            });

    @SuppressWarnings("try") // the server is closed by whoever ends it
    private int live(Runnable event) throws InterruptedException {
        try (OctavoServer server = OctavoServer.listen(
                ServerConfig.builder().port(0).accessLog(false).build())) {
            Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(200);
                    event.run();
                    if (failure.isEmpty()) {
                        server.shutdown(Duration.ZERO);
                    }
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            ServerLife life = new ServerLife(server, engine, Duration.ofSeconds(1), new LogArguments());
            life.begin();
            return life.await();
        }
    }

    @Test
    void anEngineThatFailsEndsTheProcessWithAnError() throws Exception {
        assertThat(live(() -> failure = Optional.of(new IllegalStateException("device lost"))))
                .isEqualTo(ErrorPrinter.FAILURE);
    }

    @Test
    void aServerThatIsClosedEndsWell() throws Exception {
        assertThat(live(() -> {})).isZero();
    }
}
