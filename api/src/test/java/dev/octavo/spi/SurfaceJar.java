package dev.octavo.spi;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** An SPI as a jar in memory: the released one, the one of this build, or one compiled from changed sources. */
record SurfaceJar(Map<String, byte[]> files) {

    /** The jar in api/released; there is exactly one. */
    static SurfaceJar released() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of("released"))) {
            List<Path> found =
                    jars.filter(file -> file.toString().endsWith(".jar")).toList();
            if (found.size() != 1) {
                throw new IllegalStateException("api/released has to hold one jar, but holds " + found);
            }
            return read(Files.readAllBytes(found.getFirst()));
        }
    }

    private static SurfaceJar read(byte[] jar) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return new SurfaceJar(files);
    }

    /** The classes of a folder. */
    static SurfaceJar of(Path classes) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(classes)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                files.put(classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return new SurfaceJar(files);
    }

    /** Compiles this build's sources with a change: in the file of a type, a text is replaced by another. */
    static SurfaceJar changed(Path work, String type, String from, String to) throws IOException {
        List<SimpleJavaFileObject> units = new ArrayList<>();
        Path root = Path.of("src/main/java");
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path file : tree.filter(f -> f.toString().endsWith(".java")).toList()) {
                String name = root.relativize(file).toString();
                String text = Files.readString(file);
                if (file.endsWith(type + ".java")) {
                    if (!text.contains(from)) {
                        throw new IllegalStateException("there is no '" + from + "' in " + name);
                    }
                    text = text.replace(from, to);
                }
                units.add(new Source(name, text));
            }
        }
        StringWriter messages = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of(
                "-d",
                work.toString(),
                "-parameters",
                "-proc:none",
                "-nowarn",
                "--module-path",
                System.getProperty("java.class.path"));
        if (!compiler.getTask(messages, null, null, options, null, units).call()) {
            throw new IllegalStateException("the changed SPI does not compile: " + messages);
        }
        return of(work);
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The version that backends compiled against it keep. */
    SpiVersion version() {
        return new SpiVersion(constant("MAJOR"), constant("MINOR"));
    }

    private int constant(String name) {
        byte[] type = java.util.Objects.requireNonNull(files.get("dev/octavo/spi/SpiVersion.class"), "no SpiVersion");
        return ClassFile.of().parse(type).fields().stream()
                .filter(field -> field.fieldName().equalsString(name))
                .flatMap(field -> field.findAttribute(Attributes.constantValue()).stream())
                .map(value -> (Integer) value.constant().constantValue())
                .findFirst()
                .orElseThrow();
    }

    /** Packages that backends may use. */
    List<String> exports() throws IOException {
        byte[] module = java.util.Objects.requireNonNull(files.get("module-info.class"), "no module descriptor");
        return ModuleDescriptor.read(new ByteArrayInputStream(module)).exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .sorted()
                .toList();
    }

    /** A source in memory. */
    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name.replace('\\', '/')), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
