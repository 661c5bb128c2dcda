package dev.octavo.runtime.load;

import dev.octavo.spi.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Shapes as given by callers and as found in files. */
final class Shapes {

    private Shapes() {}

    static List<Long> list(long... shape) {
        return Arrays.stream(shape).boxed().toList();
    }

    static HostTensor check(HostTensor tensor, String source, long... shape) {
        if (!tensor.shape().equals(list(shape))) {
            throw new UserException("tensor " + BadFile.quote(tensor.name()) + " in " + source + " has the shape "
                    + text(tensor.shape()) + ", but the model's config.json (or GGUF metadata) asks for "
                    + text(list(shape))
                    + "; the weights and the config belong to different models");
        }
        return tensor;
    }

    static String text(List<Long> shape) {
        return shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}
