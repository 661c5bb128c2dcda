package dev.octavo.runtime.template.syntax;

import dev.octavo.spi.UserException;

/** A template that cannot be compiled; the message names line and column. */
public final class TemplateSyntaxException extends UserException {

    private static final long serialVersionUID = 1L;

    public TemplateSyntaxException(String message, int line, int column) {
        super("chat template, line " + line + ", column " + column + ": " + message);
    }
}
