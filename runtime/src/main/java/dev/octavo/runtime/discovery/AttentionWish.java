package dev.octavo.runtime.discovery;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.UserException;
import dev.octavo.spi.op.AttentionVariant;
import java.util.List;
import java.util.stream.Collectors;

/** Holds what a user wants of attention against what an open device has. */
final class AttentionWish {

    private AttentionWish() {}

    /** Throws {@link UserException} if a kind of attention was asked for that the device does not have. */
    static void check(Backend backend, BackendOptions options) {
        options.text(AttentionVariant.OPTION)
                .ifPresent(name ->
                        check(backend.device().address(), backend.attention().variants(), name));
    }

    /** Throws unless a device with these kinds can use one. */
    static void check(String device, List<AttentionVariant> variants, String name) {
        String wish = "--attention-backend " + name + ": " + device;
        if (variants.isEmpty()) {
            throw new UserException(wish + " has one kind of attention only; leave the option out");
        }
        AttentionVariant found = variants.stream()
                .filter(variant -> variant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UserException(wish + " has no such kind; it has " + list(variants)));
        found.refusal().ifPresent(reason -> {
            throw new UserException(wish + " cannot use it: " + reason + "; it has " + list(variants));
        });
    }

    private static String list(List<AttentionVariant> variants) {
        return variants.stream()
                .filter(variant -> variant.refusal().isEmpty())
                .map(AttentionVariant::name)
                .collect(Collectors.joining(", "));
    }
}
