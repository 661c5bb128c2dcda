package dev.octavo.runtime.discovery;

import dev.octavo.spi.BackendProvider;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Which providers a jar names: in {@code META-INF/services} (format: {@link java.util.ServiceLoader}), or, without such a file, in its module descriptor. Reads the
 * jar only; loads no class.
 */
final class ServiceNames {

    private static final String SERVICE = BackendProvider.class.getName();
    private static final int LONGEST_FILE = 1 << 16;
    private static final int MOST = 64;

    private ServiceNames() {}

    /**
     * The class names, none twice.
     *
     * @throws IOException if the jar cannot be read, or what it says is no list of classes
     */
    static List<String> of(Path path) throws IOException {
        File file = path.toFile();
        try (JarFile jar = new JarFile(file, false, ZipFile.OPEN_READ, JarFile.runtimeVersion())) {
            ZipEntry services = jar.getJarEntry("META-INF/services/" + SERVICE);
            if (services != null) {
                return parse(new String(read(jar, services), StandardCharsets.UTF_8));
            }
            ZipEntry module = jar.getJarEntry("module-info.class");
            return module == null ? List.of() : provided(read(jar, module));
        } catch (RuntimeException e) {
            throw new IOException("the jar is damaged: " + e, e);
        }
    }

    private static byte[] read(JarFile jar, ZipEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(LONGEST_FILE + 1);
            if (bytes.length > LONGEST_FILE) {
                throw new IOException(entry.getName() + " is longer than " + LONGEST_FILE + " bytes");
            }
            return bytes;
        }
    }

    private static List<String> provided(byte[] descriptor) throws IOException {
        return ModuleDescriptor.read(new ByteArrayInputStream(descriptor)).provides().stream()
                .filter(provides -> provides.service().equals(SERVICE))
                .flatMap(provides -> provides.providers().stream())
                .distinct()
                .limit(MOST)
                .toList();
    }

    private static List<String> parse(String text) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int comment = line.indexOf('#');
            String name = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (name.isEmpty()) {
                continue;
            }
            if (!isClassName(name)) {
                throw new IOException("line " + (i + 1) + " of META-INF/services/" + SERVICE + " is no class name: '"
                        + ForeignText.clean(name) + "'");
            }
            names.add(name);
            if (names.size() > MOST) {
                throw new IOException("META-INF/services/" + SERVICE + " names more than " + MOST + " classes");
            }
        }
        return new ArrayList<>(names);
    }

    private static boolean isClassName(String name) {
        boolean start = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (start ? !Character.isJavaIdentifierStart(c) : c != '.' && !Character.isJavaIdentifierPart(c)) {
                return false;
            }
            start = c == '.';
        }
        return !start;
    }
}
