package dev.octavo.spi.op;

import dev.octavo.spi.OpFamily;
import java.util.List;

/** Attention over paged KV. */
public interface Attention extends OpFamily<AttentionSpec, AttentionArgs> {

    /** The ways that there are, the preferred first; empty where there is but one. Without an {@linkplain AttentionVariant#OPTION option} each plan takes the first that has kernels for its spec, and its variant names it. */
    default List<AttentionVariant> variants() {
        return List.of();
    }
}
