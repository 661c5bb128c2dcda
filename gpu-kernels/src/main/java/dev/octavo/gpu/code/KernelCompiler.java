package dev.octavo.gpu.code;

import java.util.List;
import java.util.Optional;

/** A vendor's compiler at run time, or why there is none. */
public interface KernelCompiler {

    /** What became of a source. */
    sealed interface Result {
        /** Machine code. */
        record Code(byte[] code) implements Result {}

        /** The compiler's log. */
        record Refusal(String log) implements Result {}
    }

    /**
     * Compiles a source. Safe for several threads. The options have to name an architecture that a device of this machine reported: for one that it does not know, HIPRTC ends the process.
     */
    Result compile(String source, String name, List<String> options);

    /** Why nothing can be compiled; empty if it can. */
    Optional<String> lack();

    /** Which compiler it is, so that what it made can be told from what another made. */
    String version();

    /** There is no compiler. */
    record Missing(String reason) implements KernelCompiler {
        @Override
        public Result compile(String source, String name, List<String> options) {
            return new Result.Refusal(reason);
        }

        @Override
        public Optional<String> lack() {
            return Optional.of(reason);
        }

        @Override
        public String version() {
            return "none";
        }
    }
}
