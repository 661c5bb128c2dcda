package dev.octavo.backend.cpu;

/** Work in numbered pieces that may run in any order on any thread of the pool. */
interface TileTask {

    /**
     * Runs one piece.
     *
     * @param worker number of the thread within the pool, for scratch memory
     * @param tile which piece
     */
    void run(int worker, int tile);
}
