package dev.octavo.backend.opencl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jspecify.annotations.Nullable;

/** Reads what OpenCL objects say of themselves. */
final class InfoReader {

    /** Longer answers are not read; lists of extensions have a few thousand characters. */
    private static final long LIMIT = 1 << 20;

    private InfoReader() {}

    /** One of OpenCL's functions for questions, with its object in place. */
    interface Query {
        int ask(int parameter, long size, @Nullable Pointer value, long @Nullable [] sizeReturned);
    }

    /** The bytes of an answer; empty where the driver has none. */
    static Optional<byte[]> bytes(Query query, int parameter) {
        long[] size = new long[1];
        if (query.ask(parameter, 0, null, size) != CL.CL_SUCCESS || size[0] < 0 || size[0] > LIMIT) {
            return Optional.empty();
        }
        byte[] answer = new byte[(int) size[0]];
        if (size[0] > 0 && query.ask(parameter, size[0], Pointer.to(answer), null) != CL.CL_SUCCESS) {
            return Optional.empty();
        }
        return Optional.of(answer);
    }

    /** An answer in words; empty text where the driver has none. */
    static String text(Query query, int parameter) {
        return bytes(query, parameter)
                .map(answer -> {
                    int end = answer.length;
                    while (end > 0 && answer[end - 1] == 0) {
                        end--;
                    }
                    return new String(answer, 0, end, StandardCharsets.UTF_8).strip();
                })
                .orElse("");
    }

    /** A number of 32 or 64 bits, unsigned; 0 where the driver has none. */
    static long number(Query query, int parameter) {
        byte[] answer = bytes(query, parameter).orElse(new byte[0]);
        long number = 0;
        for (int i = Math.min(8, answer.length) - 1; i >= 0; i--) {
            number = (number << 8) | (answer[i] & 0xFF);
        }
        return number;
    }
}
