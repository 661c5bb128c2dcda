package dev.octavo.server.cli;

import dev.octavo.runtime.discovery.BackendCatalog;
import dev.octavo.runtime.discovery.FoundBackend;
import dev.octavo.spi.DeviceInfo;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists every backend that was found with its devices, or why it cannot be used and what to do about it. */
@Command(
        name = "devices",
        mixinStandardHelpOptions = true,
        description =
                "Lists the backends that were found and their devices, or why one is not available and what to do.",
        footer = {
            "",
            "A backend is a jar: put it into backends/, or into a directory given by --backend-path, and it appears here.",
            "The address in the first column is what --device takes."
        })
final class DevicesCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Mixin
    private final BackendArguments backends = new BackendArguments();

    @Option(
            names = {"-v", "--verbose"},
            description =
                    "Open each device and show its kinds of attention, for --attention-backend, and why it cannot use the others.")
    private boolean verbose;

    @Option(names = "--debug", description = "Show the error behind an unavailable backend.")
    private boolean debug;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        BackendCatalog catalog = BackendCatalog.discover(backends.search());
        TextTable table = new TextTable("DEVICE", "KIND", "MEMORY (FREE)", "KERNELS", "NAME");
        boolean any = false;
        for (FoundBackend backend : catalog.backends()) {
            for (DeviceInfo device : backend.devices()) {
                any = true;
                table.row(
                        device.address(),
                        device.kind().name().toLowerCase(Locale.ROOT),
                        ByteSize.readable(device.totalBytes()) + " (" + ByteSize.readable(device.freeBytes()) + ")",
                        device.variant(),
                        device.name());
            }
        }
        if (any) {
            table.print(out);
        }
        if (verbose) {
            new DeviceDetails(out).print(catalog);
        }
        for (FoundBackend backend : catalog.backends()) {
            if (backend.state() instanceof FoundBackend.State.Unavailable no) {
                printUnavailable(out, backend, no);
            }
        }
        if (catalog.backends().isEmpty()) {
            out.println(
                    "No backend was found. Put a backend jar into backends/ or give its directory by --backend-path.");
        }
        out.flush();
        return any ? 0 : ErrorPrinter.FAILURE;
    }

    private void printUnavailable(PrintWriter out, FoundBackend backend, FoundBackend.State.Unavailable no) {
        out.println();
        out.println(backend.id() + " is not available: " + no.reason());
        out.println("  what to do: " + no.remedy());
        out.println("  from: " + backend.origin());
        if (debug) {
            no.cause().ifPresent(cause -> cause.printStackTrace(out));
        }
    }
}
