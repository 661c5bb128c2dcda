package dev.octavo.spi.op;

import java.util.Optional;

/**
 * A way in which a backend computes attention.
 *
 * @param name a lower-case word by which users choose it
 * @param refusal why the open device cannot use it at all; empty where it can. A spec that it has no kernels for is another matter, of which {@code support} tells
 */
public record AttentionVariant(String name, Optional<String> refusal) {

    /** The {@link dev.octavo.spi.BackendOptions} key under which a backend with variants takes the name of the one to be used, in place of the first that fits. */
    public static final String OPTION = "attention";

    /** One that the device can use. */
    public static AttentionVariant usable(String name) {
        return new AttentionVariant(name, Optional.empty());
    }

    /** One that it cannot use. */
    public static AttentionVariant refused(String name, String reason) {
        return new AttentionVariant(name, Optional.of(reason));
    }
}
