package com.example.mydevice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.DeviceKind;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.OutOfDeviceMemoryException;
import dev.octavo.spi.Probe;
import dev.octavo.spi.UnsupportedSpecException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** The template is what it says: found, empty, orderly, and a project of its own when copied. Stays behind when it is copied. */
class TemplateTest {

    private static final DeviceInfo NOTHING =
            new DeviceInfo("mydevice", 0, "nothing", DeviceKind.DISCRETE, Optional.empty(), "none", "none", 1, 1);

    @Test
    void isFoundAndSaysWhyThereIsNothing() {
        assertThat(ServiceLoader.load(BackendProvider.class).stream().map(ServiceLoader.Provider::type))
                .contains(MyDeviceProvider.class);
        Probe.Unavailable no = (Probe.Unavailable) new MyDeviceProvider().probe();
        assertThat(no.reason()).isNotBlank();
        assertThat(no.remedy()).contains("writing-a-backend.md");
    }

    @Test
    void refusesWithoutBreakingAndNothingAfterItWasClosed() {
        Backend backend = new MyDeviceProvider().open(NOTHING, BackendOptions.none());
        assertThatThrownBy(() -> backend.memory().allocate(10, MemoryKind.DEVICE, "a label"))
                .isInstanceOf(OutOfDeviceMemoryException.class)
                .hasMessageContaining("a label");
        assertThatThrownBy(backend::newQueue).isInstanceOf(UnsupportedSpecException.class);
        backend.close();
        backend.close();
        assertThatThrownBy(backend::device).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(backend::newQueue).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void compilesAloneAgainstTheApi(@TempDir Path copy) throws Exception {
        Path source = Path.of("src/main/java");
        try (Stream<Path> tree = Files.walk(source)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                Path target =
                        copy.resolve("src").resolve(source.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> tree = Files.walk(copy)) {
            List<Path> sources =
                    tree.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options = List.of(
                    "--release",
                    "25",
                    "--module-path",
                    api().toString(),
                    "-d",
                    copy.resolve("classes").toString());
            boolean done = compiler.getTask(
                            messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(done).as(messages.toString()).isTrue();
        }
    }

    private static Path api() throws URISyntaxException {
        return Path.of(BackendProvider.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    @Test
    void theStandaloneProjectNeedsNoParentAndFitsThisVersion() throws Exception {
        Element pom = parse(Path.of("standalone-pom.xml"));
        assertThat(pom.getElementsByTagName("parent").getLength()).isZero();
        assertThat(pom.getElementsByTagName("octavo.version").item(0).getTextContent())
                .isEqualTo(parse(Path.of("pom.xml"))
                        .getElementsByTagName("version")
                        .item(0)
                        .getTextContent());
        assertThat(Files.readString(Path.of("../pom.xml")))
                .as("versions of the parent project")
                .contains("<junit.version>" + versionOf(pom, "junit-jupiter") + "<")
                .contains("<version>" + versionOf(pom, "maven-compiler-plugin") + "<")
                .contains("<version>" + versionOf(pom, "maven-surefire-plugin") + "<");
    }

    private static String versionOf(Element pom, String artifact) {
        var ids = pom.getElementsByTagName("artifactId");
        for (int i = 0; i < ids.getLength(); i++) {
            if (ids.item(i).getTextContent().equals(artifact)) {
                Element owner = (Element) ids.item(i).getParentNode();
                return owner.getElementsByTagName("version").item(0).getTextContent();
            }
        }
        throw new AssertionError("no " + artifact);
    }

    private static Element parse(Path pom) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(pom.toFile())
                .getDocumentElement();
    }
}
