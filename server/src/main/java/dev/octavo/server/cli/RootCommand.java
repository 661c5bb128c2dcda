package dev.octavo.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code octavo} itself: says what there is. */
@Command(
        name = "octavo",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Serves large language models on any hardware that a backend jar knows.",
        footer = {
            "",
            "Begin with:",
            "  octavo serve                      serve the embedded story model on port 8000",
            "  octavo serve DIR --device cpu     serve a Hugging Face model directory",
            "  octavo chat                       talk to it in this terminal",
            "  octavo complete \"Once upon a\"     continue a text",
            "  octavo run-batch -i IN -o OUT     answer an OpenAI batch file",
            "  octavo bench serve                measure a server under load",
            "  octavo devices                    what this machine can run on, and what is missing",
            "  octavo conformance --backend cpu  judge a backend",
            "",
            "octavo COMMAND --help says more about one of them."
        })
final class RootCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
