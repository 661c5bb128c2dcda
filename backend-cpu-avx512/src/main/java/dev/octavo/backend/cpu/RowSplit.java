package dev.octavo.backend.cpu;

/**
 * How the rows of weights are divided among memory nodes: as the tiles of products are, so that threads of a node read the node's own memory. A product's columns are one run of rows; those of each expert, and of either half
 * of a gate, are a run of their own.
 *
 * @param rows all rows, in equal runs
 * @param runs how many
 * @param shares threads of the nodes up to each one, and the nodes before
 */
record RowSplit(int rows, int runs, int[] shares) {

    /** For the weights of a product. */
    static RowSplit of(int rows, int runs, WorkerPool pool) {
        return new RowSplit(rows, rows % runs == 0 ? runs : 1, pool.seating().shares(pool.threads()));
    }

    int nodes() {
        return shares.length;
    }

    int runRows() {
        return rows / runs;
    }

    /** First row of a node's part of a run. */
    int from(int run, int node) {
        return node == 0 ? run * runRows() : to(run, node - 1);
    }

    /** Last row of a node's part of a run, and one. */
    int to(int run, int node) {
        return run * runRows() + (int) ((long) runRows() * shares[node] / shares[shares.length - 1]);
    }

    /** Tiles of a task that goes through all rows, {@code step} at most a tile. */
    int tiles(int step) {
        return runs * Math.ceilDiv(runRows(), step);
    }

    /** First row of a tile. The tiles of a node's part of all runs follow each other. */
    int tileFrom(int tile, int step) {
        return tile % runs * runRows() + tile / runs * step;
    }

    /** Last row of a tile, and one. */
    int tileTo(int tile, int step) {
        return Math.min(tileFrom(tile, step) + step, (tile % runs + 1) * runRows());
    }
}
