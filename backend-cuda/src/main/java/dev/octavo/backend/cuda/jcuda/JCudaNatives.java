package dev.octavo.backend.cuda.jcuda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import jcuda.JCudaVersion;
import jcuda.LibUtils;

/**
 * JCuda's native part. JCuda itself unpacks it to a fixed name in the temporary folder and loads whatever already lies there, so a file that somebody else left or that another
 * process is just writing would be loaded. Putting our own copy there first, by renaming, closes both.
 */
public final class JCudaNatives {

    private JCudaNatives() {}

    /**
     * Puts the library where JCuda will load it from, if a jar has it.
     *
     * @throws IOException with a message for users if the file cannot be written
     */
    public static void unpack(Path temporaryFolder) throws IOException {
        String name =
                LibUtils.createLibraryFileName(LibUtils.createPlatformLibraryName("JCudaDriver-" + JCudaVersion.get()));
        try (InputStream in = LibUtils.class.getResourceAsStream("/lib/" + name)) {
            if (in == null) {
                return; // Then it lies beside the jars, as in a distribution, or JCuda will say that it is missing.
            }
            Path copy = Files.createTempFile(temporaryFolder, "octavo-jcuda-", ".tmp");
            try {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
                Files.move(
                        copy,
                        temporaryFolder.resolve(name),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw new IOException(
                    "JCuda's library " + name + " cannot be put into " + temporaryFolder + ": " + e.getMessage(), e);
        }
    }
}
