package dev.octavo.server.cli;

import java.util.Objects;
import java.util.Set;

/** The options of {@code octavo serve}, for tests elsewhere. */
public final class ServeFlags {

    private ServeFlags() {}

    /** Names with their dashes. */
    public static Set<String> names() {
        return Objects.requireNonNull(Main.commandLine("serve").getSubcommands().get("serve"))
                .getCommandSpec()
                .optionsMap()
                .keySet();
    }
}
