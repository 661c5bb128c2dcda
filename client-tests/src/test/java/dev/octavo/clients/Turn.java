package dev.octavo.clients;

/** A message of a conversation. */
record Turn(boolean user, String text) {

    static Turn user(String text) {
        return new Turn(true, text);
    }

    static Turn assistant(String text) {
        return new Turn(false, text);
    }
}
