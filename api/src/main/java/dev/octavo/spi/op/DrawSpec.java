package dev.octavo.spi.op;

import dev.octavo.tensor.DType;

/**
 * Draws a column of each row of logits, as samplers of language models do, each row with settings of its own.
 *
 * <p>Inputs: x {@code [rows, width]} logits; settings F32 {@code [rows, 3]}: temperature t, min_p, top_p; draws I32 {@code [rows, 3]}: top_k, and a random number R of 53 bits, its upper 26 and its lower 27.
 * Output: I32 {@code [rows, 1]}.
 *
 * <p>With t = 0 the column of the largest logit is taken, the lowest among equals. Otherwise column i weighs {@code w[i] = exp(x[i] / t - max / t)}, computed in f32, and the following are dropped, in this order:
 *
 * <ol>
 *   <li>columns with {@code w[i] < min_p};
 *   <li>with top_k from 1 to width - 1, those whose logit is below the top_k-th largest (so equals of that one stay);
 *   <li>with top_p below 1, those that are not needed: columns in falling order of logits, the higher index first among equals, stay while those before them weigh less than top_p times all that are left.
 * </ol>
 *
 * <p>Sums are exact and do not depend on an order: a column counts {@code floor(w[i] * 2^40)}, and top_p is cut off to a multiple of 2^-32. The first column is picked at which the running sum exceeds {@code R / 2^53}
 * times the whole sum. So backends differ only where their exponentials do, whose relative error stays below 2^-20.
 *
 * <p>A row that has NaN gives -1, one with positive infinity -2, one of nothing but negative infinity -3. Settings are 0 or positive and finite, t at least 1e-5 unless it is 0, and {@code max / t} is finite; else some column is picked.
 *
 * @param width columns
 * @param input type of x
 */
public record DrawSpec(int width, DType input) implements TensorOpSpec {}
