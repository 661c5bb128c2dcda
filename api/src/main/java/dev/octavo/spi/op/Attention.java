package dev.octavo.spi.op;

import dev.octavo.spi.OpFamily;

/** Attention over paged KV. */
public interface Attention extends OpFamily<AttentionSpec, AttentionArgs> {}
