package dev.octavo.runtime.template;

import dev.octavo.spi.UserException;
import org.jspecify.annotations.Nullable;

/**
 * A template refused its input ({@code raise_exception}) or failed on it. The message is the one that the template gave, or Jinja2's
 * for the same failure.
 */
public final class TemplateException extends UserException {

    private static final long serialVersionUID = 1L;

    TemplateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
