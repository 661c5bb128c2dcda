package dev.octavo.gpu.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.gpu.code.KernelCompiler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** NVRTC 12 and 13 and HIPRTC 5 to 7, which has the functions of NVRTC under names of its own. */
public record RuntimeCompiler(
        String version,
        NativeFunction create,
        MethodHandle compile,
        MethodHandle logSize,
        MethodHandle log,
        MethodHandle codeSize,
        MethodHandle code,
        MethodHandle destroy)
        implements KernelCompiler {

    private static final long MOST = 1L << 30;

    /**
     * Links a library.
     *
     * @param prefix of all functions, for example {@code nvrtc}
     * @param code the rest of the name of the function that gives machine code, for example {@code GetCUBIN}; the one that gives its size ends with {@code Size}
     * @throws java.util.NoSuchElementException if the library lacks a function
     */
    public static RuntimeCompiler of(SymbolLookup library, String prefix, String code) {
        return new RuntimeCompiler(
                version(library, prefix),
                NativeFunction.of(
                        library, prefix + "CreateProgram", ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS),
                Downcalls.status(library, prefix + "CompileProgram", JAVA_LONG, JAVA_INT, ADDRESS),
                Downcalls.status(library, prefix + "GetProgramLogSize", JAVA_LONG, ADDRESS),
                Downcalls.status(library, prefix + "GetProgramLog", JAVA_LONG, ADDRESS),
                Downcalls.status(library, prefix + code + "Size", JAVA_LONG, ADDRESS),
                Downcalls.status(library, prefix + code, JAVA_LONG, ADDRESS),
                Downcalls.status(library, prefix + "DestroyProgram", ADDRESS));
    }

    private static String version(SymbolLookup library, String prefix) {
        MethodHandle ask = Downcalls.status(library, prefix + "Version", ADDRESS, ADDRESS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(JAVA_INT, 2);
            int status = (int) ask.invokeExact(numbers, numbers.asSlice(JAVA_INT.byteSize()));
            return status + " " + numbers.getAtIndex(JAVA_INT, 0) + "." + numbers.getAtIndex(JAVA_INT, 1);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    @Override
    public Optional<String> lack() {
        return Optional.empty();
    }

    @Override
    public Result compile(String source, String name, List<String> options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = arena.allocate(JAVA_LONG);
            int status = (int) create.handle()
                    .invokeExact(
                            program,
                            arena.allocateFrom(source),
                            arena.allocateFrom(name),
                            0,
                            MemorySegment.NULL,
                            MemorySegment.NULL);
            if (status != 0) {
                return new Result.Refusal(create.name() + " failed with status " + status);
            }
            try {
                return compile(arena, program.get(JAVA_LONG, 0), options);
            } finally {
                int ignored = (int) destroy.invokeExact(program);
            }
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    private Result compile(Arena arena, long program, List<String> options) throws Throwable {
        MemorySegment pointers = arena.allocate(ADDRESS, Math.max(1, options.size()));
        for (int i = 0; i < options.size(); i++) {
            pointers.setAtIndex(ADDRESS, i, arena.allocateFrom(options.get(i)));
        }
        int status = (int) compile.invokeExact(program, options.size(), pointers);
        if (status != 0) {
            byte[] text = bytes(arena, program, logSize, log);
            return new Result.Refusal("status " + status + " with " + options + "\n"
                    + new String(text, 0, Math.max(0, text.length - 1), StandardCharsets.UTF_8));
        }
        return new Result.Code(bytes(arena, program, codeSize, code));
    }

    private static byte[] bytes(Arena arena, long program, MethodHandle size, MethodHandle content) throws Throwable {
        MemorySegment length = arena.allocate(JAVA_LONG);
        int status = (int) size.invokeExact(program, length);
        long bytes = length.get(JAVA_LONG, 0);
        if (status != 0 || bytes < 0 || bytes > MOST) {
            return new byte[0];
        }
        MemorySegment target = arena.allocate(Math.max(1, bytes));
        status = (int) content.invokeExact(program, target);
        return status == 0 ? target.asSlice(0, bytes).toArray(JAVA_BYTE) : new byte[0];
    }
}
