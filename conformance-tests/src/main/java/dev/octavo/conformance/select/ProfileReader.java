package dev.octavo.conformance.select;

import dev.octavo.spi.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the lines of a profile. */
final class ProfileReader {

    private static final int MOST_STATEMENTS = 1000;
    private static final String BECAUSE = " because ";

    private final String name;
    private int line;
    private Optional<String> backend = Optional.empty();
    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<Profile.Statement> exclusions = new ArrayList<>();
    private final List<Profile.Statement> refusals = new ArrayList<>();
    private boolean closed;

    ProfileReader(String name) {
        this.name = name;
    }

    Profile read(String text) {
        for (String raw : text.lines().toList()) {
            line++;
            String content = raw.strip();
            if (!content.isEmpty() && !content.startsWith("#")) {
                statement(content);
            }
            if (exclusions.size() + refusals.size() + options.size() > MOST_STATEMENTS) {
                throw wrong("more than " + MOST_STATEMENTS + " statements");
            }
        }
        return new Profile(backend, options, exclusions, refusals, closed);
    }

    private void statement(String content) {
        int space = content.indexOf(' ');
        String word = space < 0 ? content : content.substring(0, space);
        String rest = space < 0 ? "" : content.substring(space + 1).strip();
        switch (word) {
            case "backend" -> backend = Optional.of(required(rest, "backend ID"));
            case "option" -> option(rest);
            case "exclude" -> exclusions.add(reasoned(rest, word));
            case "refuse" -> {
                if (rest.equals("nothing-else")) {
                    closed = true;
                } else {
                    refusals.add(reasoned(rest, word));
                }
            }
            default -> throw wrong("unknown word '" + word + "'; there are backend, option, exclude and refuse");
        }
    }

    private void option(String rest) {
        int equals = rest.indexOf('=');
        if (equals < 1) {
            throw wrong("an option is written 'option KEY = VALUE'");
        }
        options.put(
                rest.substring(0, equals).strip(), rest.substring(equals + 1).strip());
    }

    private Profile.Statement reasoned(String rest, String word) {
        int because = rest.indexOf(BECAUSE);
        if (because < 1 || rest.substring(because + BECAUSE.length()).isBlank()) {
            throw wrong("a reason is missing: write '" + word + " PATTERN because REASON'");
        }
        try {
            return new Profile.Statement(
                    CasePattern.of(rest.substring(0, because)),
                    rest.substring(because + BECAUSE.length()).strip());
        } catch (UserException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private String required(String value, String form) {
        if (value.isEmpty()) {
            throw wrong("write '" + form + "'");
        }
        return value;
    }

    private UserException wrong(String what) {
        return new UserException("profile " + name + ", line " + line + ": " + what);
    }
}
