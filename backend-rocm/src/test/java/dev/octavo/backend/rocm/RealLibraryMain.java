package dev.octavo.backend.rocm;

import dev.octavo.backend.rocm.config.RocmConfig;
import dev.octavo.backend.rocm.ffi.Compiler;
import dev.octavo.backend.rocm.ffi.HipLibrary;
import dev.octavo.gpu.driver.KernelSources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** What {@link RealLibraryTest} runs in another process. Answers are lines on standard output. */
final class RealLibraryMain {

    static final List<String> SOURCES = List.of("trial", "attention_group", "rope");
    private static final List<String> DEFINES = List.of(
            "-DGROUP_SIZE=64",
            "-DTIMES=1",
            "-DIN=F32",
            "-DOUT=F32",
            "-DKEY_DIM=64",
            "-DVALUE_DIM=64",
            "-DVALUE_IN_KEY=0",
            "-DCACHE=F16",
            "-DKEYS_BY_DIM=0",
            "-DROWS=4",
            "-DWIDE=0",
            "-DLANES=1");

    private RealLibraryMain() {}

    public static void main(String[] arguments) {
        if (arguments[0].equals("probe")) {
            switch (RocmAccess.of(new RocmConfig(arguments[1], "none", "", "off", "/dev/kfd"))) {
                case RocmAccess.Open open -> say("access", "Open " + open.count());
                case RocmAccess.Barred barred -> {
                    say("access", "Barred");
                    say("reason", barred.reason());
                    say("remedy", barred.remedy());
                }
            }
            return;
        }
        // Only here is a compiler given an architecture that no device reported, one that every version knows.
        Compiler compiler = HipLibrary.load(arguments[1]).compiler("", 50_200_000);
        say("lack", compiler.lack().orElse(""));
        if (compiler.lack().isPresent()) {
            return;
        }
        say("version", compiler.version());
        for (String source : SOURCES) {
            compile(compiler, source, arguments[2]);
        }
    }

    private static void compile(Compiler compiler, String source, String target) {
        List<String> options = new ArrayList<>(List.of("--offload-arch=" + target, "-std=c++17", "-O3", "-fno-unroll-loops"));
        options.addAll(DEFINES);
        switch (compiler.compile(KernelSources.translationUnit("vendor/hip", source), source + ".hip", options)) {
            case Compiler.Result.Code(byte[] code) -> say(source, HexFormat.of().formatHex(Arrays.copyOf(code, 4)));
            case Compiler.Result.Refusal(String log) -> {
                say("refused", source);
                throw new IllegalStateException(log);
            }
        }
    }

    @SuppressWarnings("SystemOut")
    private static void say(String name, String value) {
        System.out.println(name + "=" + value.lines().findFirst().orElse(""));
    }
}
