package dev.octavo.runtime.kv;

/**
 * A block of the pool whose content is known.
 *
 * @param block its number
 * @param content what it holds
 */
public record CachedBlock(int block, BlockContent content) {}
