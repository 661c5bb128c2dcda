package dev.octavo.backend.cuda.ffi;

import java.util.List;
import java.util.Optional;

/** NVIDIA's compiler at run time (NVRTC), or why there is none. */
public sealed interface Compiler permits Nvrtc, Compiler.Missing {

    /** What became of a source. */
    sealed interface Result {
        /** A cubin. */
        record Code(byte[] code) implements Result {}

        /** The compiler's log. */
        record Refusal(String log) implements Result {}
    }

    /** Compiles a source. Safe for several threads. */
    Result compile(String source, String name, List<String> options);

    /** Why nothing can be compiled; empty if it can. */
    Optional<String> lack();

    /** Which compiler it is, so that what it made can be told from what another made. */
    String version();

    /** There is no compiler. */
    record Missing(String reason) implements Compiler {
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

    /**
     * Finds NVRTC. Never throws: its absence is a value.
     *
     * @param explicit a file, empty for the usual places, {@code none} for no compiler
     */
    static Compiler load(String explicit) {
        return explicit.equals("none") ? new Missing("NVRTC is switched off") : NvrtcSearch.find(explicit);
    }
}
