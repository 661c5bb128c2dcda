package dev.octavo.runtime.discovery;

import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.SpiVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Jars as vendors make them: compiled against the SPI, or against one that is changed, and packed. */
final class VendorJar {

    static final String SERVICE = "META-INF/services/" + BackendProvider.class.getName();

    private final Path work;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private Path doctored = Path.of("");

    VendorJar(Path work) {
        this.work = work;
    }

    /** A provider {@code vendor.Provider} whose probe is {@code body}. */
    static VendorJar provider(Path work, String id, String body) {
        return provider(work, id, body, "");
    }

    /** The same with further members. */
    static VendorJar provider(Path work, String id, String body, String members) {
        return new VendorJar(work)
                .source("vendor.Provider", """
                        package vendor;
                        import dev.octavo.spi.*;
                        import java.util.*;
                        public class Provider implements BackendProvider {
                            %s
                            @Override public String id() { return "%s"; }
                            @Override public SpiVersion requires() { return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR); }
                            @Override public Probe probe() { %s }
                            @Override public Backend open(DeviceInfo device, BackendOptions options) { throw new UnsupportedOperationException(); }
                            static Probe devices(int number, String name) {
                                return new Probe.Available(List.of(new DeviceInfo("%s", number, name, DeviceKind.DISCRETE, Optional.empty(), "driver", "plain", 10, 10)));
                            }
                        }
                        """.formatted(members, id, body, id))
                .file(SERVICE, "vendor.Provider\n");
    }

    VendorJar source(String type, String text) {
        sources.put(type, text);
        return this;
    }

    VendorJar file(String name, String text) {
        return file(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    VendorJar file(String name, byte[] bytes) {
        files.put(name, bytes);
        return this;
    }

    VendorJar without(String name) {
        files.remove(name);
        return this;
    }

    /** Compiles against an SPI whose version is another, and which has a method more. */
    VendorJar against(SpiVersion version) throws IOException {
        Path source = Path.of(System.getProperty("octavo.repository"))
                .resolve("api/src/main/java/dev/octavo/spi/SpiVersion.java");
        String text = Files.readString(source)
                .replaceFirst("int MAJOR = \\d+", "int MAJOR = " + version.major())
                .replaceFirst("int MINOR = \\d+", "int MINOR = " + version.minor())
                .replaceFirst("\\{\n", "{\n public static String added() { return \"new\"; }\n");
        doctored = Files.createTempDirectory(work, "api");
        compile(doctored, Map.of("dev.octavo.spi.SpiVersion", text), "");
        return this;
    }

    /** Compiles and packs. */
    Path jar(String name) throws IOException {
        Path classes = Files.createTempDirectory(work, "classes");
        compile(classes, sources, doctored.toString());
        Path jar = work.resolve(name);
        Files.createDirectories(jar.getParent());
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                put(zip, file.getKey(), file.getValue());
            }
            try (Stream<Path> tree = Files.walk(classes)) {
                for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                    put(zip, classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
                }
            }
        }
        return jar;
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }

    private static void compile(Path target, Map<String, String> sources, String firstOnPath) {
        if (sources.isEmpty()) {
            return;
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String path = (firstOnPath.isEmpty() ? "" : firstOnPath + java.io.File.pathSeparator) + api();
        List<SimpleJavaFileObject> units = new ArrayList<>();
        sources.forEach((type, text) -> units.add(new Source(type, text)));
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("-d", target.toString(), "-proc:none", "--class-path", path, "-nowarn", "-implicit:none");
        boolean done =
                compiler.getTask(messages, null, null, options, null, units).call();
        if (!done) {
            throw new IllegalStateException("a vendor's code does not compile: " + messages);
        }
    }

    private static Path api() {
        try {
            return Path.of(BackendProvider.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A source in memory. */
    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String type, String text) {
            super(URI.create("string:///" + type.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
