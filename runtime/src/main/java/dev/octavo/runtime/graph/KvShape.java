package dev.octavo.runtime.graph;

/**
 * What a model keeps per token and layer.
 *
 * @param layers layers with a cache
 * @param kvHeads key/value heads
 * @param keyDim numbers of a key per head
 * @param valueDim numbers of a value per head
 * @param valueInKey whether the value is a part of the key
 */
public record KvShape(int layers, int kvHeads, int keyDim, int valueDim, boolean valueInKey) {}
