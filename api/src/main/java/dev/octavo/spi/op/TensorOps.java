package dev.octavo.spi.op;

import dev.octavo.spi.OpFamily;

/** All operators that are neither matrix products nor attention; each kind is a {@link TensorOpSpec}. */
public interface TensorOps extends OpFamily<TensorOpSpec, TensorOpArgs> {}
