package dev.octavo.gpu.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** The kernels' sources as text. */
public final class KernelSources {

    private static final String FOLDER = "/dev/octavo/gpu/kernels/";

    private KernelSources() {}

    /**
     * A source file behind a vendor's header, with what it includes in place, each file once, for compilers without an include path.
     *
     * @param vendor the vendor's header, for example {@code vendor/opencl}
     * @param source file without its suffix
     */
    public static String translationUnit(String vendor, String source) {
        StringBuilder text = new StringBuilder();
        Set<String> seen = new HashSet<>();
        append(text, seen, vendor + ".h");
        append(text, seen, source + ".k");
        return text.toString();
    }

    /**
     * A header with what it includes in place.
     *
     * @param header file without its suffix, for example {@code vendor/opencl}
     */
    public static String header(String header) {
        StringBuilder text = new StringBuilder();
        append(text, new HashSet<>(), header + ".h");
        return text.toString();
    }

    private static void append(StringBuilder text, Set<String> seen, String file) {
        if (!seen.add(file)) {
            return;
        }
        int number = 1;
        text.append("#line 1 \"").append(file).append("\"\n");
        for (String line : read(file).split("\n", -1)) {
            number++;
            if (line.startsWith("#include \"")) {
                append(text, seen, line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')));
                text.append("#line ").append(number).append(" \"").append(file).append("\"\n");
            } else {
                text.append(line).append('\n');
            }
        }
    }

    private static String read(String file) {
        try (InputStream in = KernelSources.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no kernel source " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read kernel source " + file, e);
        }
    }
}
