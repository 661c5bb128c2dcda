package dev.octavo.runtime.load;

import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The weights of a model by name. Thread-safe, except that {@link #close} must not race with the use of tensors.
 *
 * <p>What {@link #open} trusts: the directory is the user's choice, so a model file in it may be a symbolic link to anywhere (the Hugging
 * Face cache is made of such links). Names that come from inside a file are never trusted: an index may only name files directly in the
 * directory.
 *
 * <p>Files are mapped, not copied. {@link #reading} guards code that reads tensor data against files that shrink or change underneath; who
 * keeps using the mapping afterwards relies on the files staying as they are.
 */
public interface Checkpoint extends AutoCloseable {

    /**
     * Opens the checkpoint in a directory, or a single safetensors file. In a directory, in this order: {@code model.safetensors}; the
     * shards of {@code model.safetensors.index.json}; every {@code *.safetensors} but {@code consolidated*} (the same weights under the
     * names of another library) and {@code adapter_model} (LoRA).
     *
     * @throws UserException if nothing usable is there, a shard is missing, a file is damaged or two files hold the same tensor
     * @throws ResourceException if a file cannot be read or mapped
     */
    static Checkpoint open(Path path) {
        return CheckpointFiles.open(path);
    }

    /** Names of all tensors. */
    Set<String> names();

    /**
     * The tensor of that name, empty if there is none.
     *
     * @throws UnsupportedSpecException if it is there, of a type that Octavo does not compute with
     */
    Optional<HostTensor> find(String name);

    /**
     * The tensor of that name.
     *
     * @throws UserException if there is none
     * @throws UnsupportedSpecException if it has a type that Octavo does not compute with
     */
    HostTensor require(String name);

    /**
     * The tensor of that name, which has to have that shape (no dimensions: a scalar).
     *
     * @throws UserException if there is none, or it has another shape; the message names both
     * @throws UnsupportedSpecException if it has a type that Octavo does not compute with
     */
    HostTensor require(String name, long... shape);

    /**
     * The tensor of that name and shape for looking up rows, in case it has another form than for products. What {@link #require} throws is thrown here.
     */
    default HostTensor requireTable(String name, long... shape) {
        return require(name, shape);
    }

    /** The files that hold the tensors; empty if there are none. */
    List<Path> files();

    /** Bytes of all tensors together. */
    long byteSize();

    /**
     * Reads all files once, in order, so that access to the weights later does not wait for the disk. Worth it for a cold start; harmless
     * otherwise.
     */
    void prefetch(LoadProgress progress);

    /**
     * Runs {@code action}, which reads tensor data, and then checks that no file changed meanwhile.
     *
     * @return what {@code action} returns
     * @throws ResourceException if a file was cut or written to; what {@code action} has read is then not to be used
     */
    <T> T reading(Supplier<T> action);

    /** Releases everything; tensors taken from this checkpoint become invalid. */
    @Override
    void close();
}
