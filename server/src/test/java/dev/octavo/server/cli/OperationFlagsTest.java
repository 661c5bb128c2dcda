package dev.octavo.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.UserException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class OperationFlagsTest {

    private final StringWriter err = new StringWriter();

    private int serve(String... options) {
        String[] args = new String[options.length + 2];
        args[0] = "serve";
        args[1] = "no/such/folder";
        System.arraycopy(options, 0, args, 2, options.length);
        CommandLine line = Main.commandLine(args);
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--ssl-certfile=a.pem",
                "--ssl-keyfile=a.pem",
                "--ssl-cert-reqs=2",
                "--ssl-certfile=a.pem --ssl-keyfile=b.pem",
                "--root-path=llm",
                "--api-key-file=missing.keys",
                "--allow-credentials --allowed-origins=*",
                "--allowed-origins=[7]",
                "--timeout-receive=0",
                "--request-timeout=-1",
                "--step-timeout=0",
                "--max-body-size=2GiB",
                "--max-header-count=0",
                "--max-log-len=-1",
                "--otlp-traces-endpoint=grpc://localhost:4317",
                "--otlp-traces-endpoint=localhost:4317",
                "--control-port=-1",
                "--kv-offloading-disk-path=/tmp/x --kv-offloading-size=1",
                "--kv-offloading-disk-size=1 --kv-offloading-size=1",
                "--kv-events-config={\"enable_kv_cache_events\":true}",
                "--kv-events-config={\"enable_kv_cache_events\":true,\"publisher\":\"zmq\"}",
                "--kv-events-config={\"enable_kv_cache_events\":1}",
                "--kv-events-config={\"buffer_steps\":0}",
                "--kv-events-config={\"topic\":\"a\"}",
                "--kv-events-config=[]",
                "--kv-events-config={"
            })
    void aWrongSettingIsAUserErrorThatNamesTheOption(String options) {
        String[] words = options.split(" ", -1);
        int status = serve(words);
        String name = words[0].substring(0, words[0].indexOf('=') < 0 ? words[0].length() : words[0].indexOf('='));
        assertThat(err.toString())
                .as(options)
                .containsAnyOf(name, words[0].substring(words[0].indexOf('=') + 1))
                .doesNotContain("no/such/folder", "\tat ");
        assertThat(status).as(err.toString()).isEqualTo(ErrorPrinter.USER_ERROR);
    }

    private static ListenArguments listening(String... options) {
        return CommandLine.populateCommand(new ListenArguments(), options);
    }

    @Test
    void thePageIsNamedAsABrowserOnThisMachineFindsIt() {
        assertThat(listening().page(8000)).isEqualTo("http://127.0.0.1:8000/");
        assertThat(listening("--host=0.0.0.0", "--root-path=/llm").page(8000)).isEqualTo("http://localhost:8000/llm/");
        assertThat(listening("--host=::", "--ssl-certfile=a.pem").page(8000)).isEqualTo("https://localhost:8000/");
        assertThat(listening("--host=::1").page(8000)).isEqualTo("http://[::1]:8000/");
        assertThat(listening().hasPage()).isTrue();
        assertThat(listening("--no-web-page").hasPage()).isFalse();
        assertThat(listening("--uds=a.sock").hasPage()).isFalse();
    }

    @Test
    void listsComeWithCommasOrAsJson() {
        assertThat(WordLists.parse("--x", List.of("a, b", "[\"c\",\"d,e\"]", "")))
                .containsExactly("a", "b", "c", "d,e");
        assertThatThrownBy(() -> WordLists.parse("--x", List.of("[1]"))).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> WordLists.parse("--x", List.of("[\"a\""))).isInstanceOf(UserException.class);
    }
}
