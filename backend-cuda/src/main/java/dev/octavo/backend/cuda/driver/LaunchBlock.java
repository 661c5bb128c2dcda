package dev.octavo.backend.cuda.driver;

/** Arguments and shape of a launch, in native memory, used again for each launch. */
public interface LaunchBlock extends AutoCloseable {

    /** Sets an argument of at most eight bytes; shorter ones lie in the lower bytes. */
    void argument(int index, long bits);

    /** Sets how many blocks there are and how many threads each has. */
    void shape(int gridX, int gridY, int gridZ, int blockX, int blockY, int blockZ);

    /** Frees the memory; idempotent. */
    @Override
    void close();
}
