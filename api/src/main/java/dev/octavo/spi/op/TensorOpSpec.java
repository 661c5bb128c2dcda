package dev.octavo.spi.op;

/**
 * What a {@link TensorOps} plan does. A new operator is a new record here (and a new minor version of the SPI), never a new method. A backend that was compiled
 * earlier answers {@code Unsupported} to kinds that it does not know: match with a {@code default} branch.
 *
 * <p>Extents that vary per step (rows, tokens) come from the args' layouts and are not part of a spec. Arithmetic is f32 or better whatever the types.
 */
public sealed interface TensorOpSpec
        permits GatherSpec,
                RmsNormSpec,
                LayerNormSpec,
                RopeSpec,
                ActivationSpec,
                ElementwiseSpec,
                CastSpec,
                SoftmaxSpec,
                SelectSpec,
                DrawSpec,
                ExpertRouteSpec,
                ChainSpec {}
