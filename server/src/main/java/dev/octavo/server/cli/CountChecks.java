package dev.octavo.server.cli;

import dev.octavo.spi.UserException;

/** Checks numbers of the command line. */
final class CountChecks {

    private CountChecks() {}

    static void require(String option, int value, int least) {
        if (value < least) {
            throw new UserException(option + " must be at least " + least + ", but is " + value);
        }
    }
}
