package dev.octavo.backend.rocm;

import dev.octavo.backend.rocm.config.RocmConfig;
import dev.octavo.backend.rocm.ffi.HipLibrary;
import dev.octavo.gpu.code.KernelCompiler;
import dev.octavo.gpu.code.KernelList;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.KernelSources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** What {@link RealLibraryTest} runs in another process. Answers are lines on standard output. */
final class RealLibraryMain {

    private RealLibraryMain() {}

    public static void main(String[] arguments) {
        if (arguments[0].equals("probe")) {
            switch (RocmAccess.of(new RocmConfig(arguments[1], "none", "", "off", "none", "", "/dev/kfd"))) {
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
        KernelCompiler compiler = HipLibrary.load(arguments[1]).compiler("", 50_200_000);
        say("lack", compiler.lack().orElse(""));
        if (compiler.lack().isPresent()) {
            return;
        }
        say("version", compiler.version());
        for (String line : List.of(arguments).subList(3, arguments.length)) {
            compile(compiler, KernelList.key(line), arguments[2]);
        }
    }

    private static void compile(KernelCompiler compiler, KernelKey key, String target) {
        List<String> options =
                new ArrayList<>(List.of("--offload-arch=" + target, "-std=c++17", "-O3", "-fno-unroll-loops"));
        key.defines().forEach(define -> options.add("-D" + define));
        String source = key.source();
        switch (compiler.compile(KernelSources.translationUnit("vendor/hip", source), source + ".hip", options)) {
            case KernelCompiler.Result.Code(byte[] code) ->
                say(source, HexFormat.of().formatHex(Arrays.copyOf(code, 4)));
            case KernelCompiler.Result.Refusal(String log) -> {
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
