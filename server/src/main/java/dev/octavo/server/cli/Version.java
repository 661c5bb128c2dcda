package dev.octavo.server.cli;

import dev.octavo.server.config.Environment;
import picocli.CommandLine.IVersionProvider;

/** What {@code octavo --version} says. */
final class Version implements IVersionProvider {

    /** Octavo's version. */
    static String octavo() {
        String implementation = Version.class.getPackage().getImplementationVersion();
        return implementation == null ? "0.1.0" : implementation;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"octavo " + octavo(), Environment.platform()};
    }
}
