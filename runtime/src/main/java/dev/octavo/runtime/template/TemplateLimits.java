package dev.octavo.runtime.template;

import dev.octavo.spi.UserException;

/**
 * What compiling and rendering a chat template may use; beyond it a {@link UserException} names the limit.
 *
 * @param templateCharacters length of the source
 * @param nesting how deep blocks and expressions of the source may be nested
 * @param steps work of one rendering: evaluated nodes, built elements, eighths of handled characters
 * @param outputCharacters length of the result
 * @param valueSize characters of a text, or elements of a container, that the template builds
 * @param depth nested syntax, calls and containers at run time; bounds the Java stack
 */
public record TemplateLimits(
        int templateCharacters, int nesting, long steps, int outputCharacters, int valueSize, int depth) {

    /** Generous for any published template: a million-token conversation fits. */
    public static final TemplateLimits DEFAULT = new TemplateLimits(1 << 18, 200, 20_000_000, 1 << 24, 1 << 24, 1200);

    public TemplateLimits {
        if (templateCharacters < 1 || nesting < 1 || steps < 1 || outputCharacters < 1 || valueSize < 1 || depth < 1) {
            throw new UserException("template limits must be positive");
        }
    }
}
