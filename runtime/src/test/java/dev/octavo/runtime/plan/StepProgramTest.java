package dev.octavo.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a step's commands become a graph. */
class StepProgramTest {

    private final List<String> events = new ArrayList<>();
    private boolean captures = true;

    /** A queue that writes down what happens to it. */
    private final CommandQueue queue = (CommandQueue) Proxy.newProxyInstance(
            CommandQueue.class.getClassLoader(), new Class<?>[] {CommandQueue.class}, (proxy, method, arguments) -> {
                events.add(method.getName());
                if (!method.getName().equals("capture")) {
                    return null;
                }
                if (!captures) {
                    return Optional.empty();
                }
                @SuppressWarnings("unchecked")
                Consumer<CommandSink> body = (Consumer<CommandSink>) arguments[0];
                body.accept((CommandSink) proxy);
                return Optional.of(new Graph());
            });

    private final class Graph implements CommandGraph {
        @Override
        public int nodeCount() {
            return 1;
        }

        @Override
        public void close() {
            events.add("closed");
        }
    }

    private StepProgram program(boolean worthCapture) {
        return new StepProgram(new Command[] {new Command.Run<>(new NotedPlan(), "args")}, worthCapture);
    }

    private final class NotedPlan implements Plan<String> {
        @Override
        public void enqueue(CommandSink sink, String args, @Nullable DeviceBuffer workspace) {
            events.add("command");
        }

        @Override
        public long workspaceBytes() {
            return 0;
        }

        @Override
        public String variant() {
            return "noted";
        }

        @Override
        public void close() {}
    }

    private List<String> run(StepProgram program) {
        events.clear();
        program.enqueue(queue, null);
        return List.copyOf(events);
    }

    @Test
    void aShapeThatComesBackIsCapturedOnce() {
        StepProgram program = program(true);
        for (int i = 0; i < 3; i++) {
            assertThat(run(program)).containsExactly("command");
        }
        assertThat(run(program)).containsExactly("capture", "command", "launch");
        assertThat(run(program)).containsExactly("launch");
        assertThat(program.isCaptured()).isTrue();
        program.close();
        assertThat(events).endsWith("closed");
    }

    @Test
    void oneThatIsNotWorthItIsNotCaptured() {
        StepProgram program = program(false);
        for (int i = 0; i < 10; i++) {
            assertThat(run(program)).containsExactly("command");
        }
    }

    @Test
    void aDeviceThatCannotIsAskedOnce() {
        captures = false;
        StepProgram program = program(true);
        for (int i = 0; i < 3; i++) {
            run(program);
        }
        assertThat(run(program)).containsExactly("capture", "command");
        assertThat(run(program)).containsExactly("command");
        assertThat(program.isCaptured()).isFalse();
    }
}
