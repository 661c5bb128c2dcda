package dev.octavo.runtime.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.spi.SpiVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jars of vendors, good and bad, compiled and packed here. Beside each bad one lies a good one, which has to stay usable. */
class VendorJarsTest {

    private static final String WORKS = "return devices(0, \"card\");";
    private static final SpiVersion OLDER = new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR - 1);
    private static final SpiVersion NEWER = new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR + 1);
    private static final SpiVersion OTHER = new SpiVersion(SpiVersion.MAJOR + 1, 0);

    // Class loaders of plug-ins stay open, so not every system lets their jars be deleted.
    @TempDir(cleanup = CleanupMode.NEVER)
    Path work;

    private Path plugins = Path.of("");

    @BeforeEach
    void aGoodJarIsThere() throws IOException {
        plugins = work.resolve("plugins");
        VendorJar.provider(work, "good", WORKS).jar("plugins/a-good.jar");
    }

    private BackendCatalog discover() {
        return discover(BackendSearch.PROBE_LIMIT);
    }

    private BackendCatalog discover(Duration limit) {
        BackendCatalog catalog = BackendCatalog.discover(new BackendSearch(List.of(plugins), Set.of(), limit));
        assertThat(catalog.find("good").orElseThrow().devices())
                .as("the good jar beside")
                .hasSize(1);
        return catalog;
    }

    private FoundBackend.State.Unavailable refused(String id) {
        return refused(id, discover());
    }

    private static FoundBackend.State.Unavailable refused(String id, BackendCatalog catalog) {
        FoundBackend found =
                catalog.find(id).orElseThrow(() -> new AssertionError(id + " is not in " + catalog.backends()));
        assertThat(found.state()).isInstanceOf(FoundBackend.State.Unavailable.class);
        var state = (FoundBackend.State.Unavailable) found.state();
        assertThat(state.remedy()).isNotBlank();
        return state;
    }

    @Test
    void aJarForAnOlderMinorLoads() throws IOException {
        VendorJar.provider(work, "older", WORKS).against(OLDER).jar("plugins/older.jar");
        assertThat(discover().find("older").orElseThrow().devices()).hasSize(1);
    }

    @Test
    void aJarForANewerMinorIsRefusedWithBothNumbersThoughItUsesWhatIsMissing() throws IOException {
        VendorJar.provider(work, "newer", "return devices(0, SpiVersion.added());")
                .against(NEWER)
                .jar("plugins/newer.jar");
        assertThat(refused("newer").reason()).contains("SPI " + NEWER, "SPI " + SpiVersion.current(), "newer.jar");
    }

    @Test
    void aJarForAnotherMajorIsRefusedWithBothNumbers() throws IOException {
        VendorJar.provider(work, "other", WORKS).against(OTHER).jar("plugins/other.jar");
        assertThat(refused("other").reason()).contains("SPI " + OTHER, "SPI " + SpiVersion.current(), "other.jar");
        assertThat(refused("other").remedy()).contains("SPI " + OTHER.major() + ".0.x");
    }

    @Test
    void aMethodThatThisSpiLacksIsNamed() throws IOException {
        VendorJar.provider(work, "liar", "return devices(0, SpiVersion.added());")
                .against(SpiVersion.current())
                .jar("plugins/liar.jar");
        assertThat(refused("liar").reason()).contains("a part of the SPI", "added");
        assertThat(refused("liar").remedy()).contains("SPI " + SpiVersion.current());
    }

    @Test
    void twoJarsWithOneIdAreBothNamed() throws IOException {
        VendorJar.provider(work, "same", WORKS).jar("plugins/one.jar");
        VendorJar.provider(work, "same", "throw new Error();").jar("plugins/two.jar");
        BackendCatalog catalog = discover();
        assertThat(catalog.backends().stream().filter(found -> found.id().equals("same")))
                .hasSize(1);
        assertThat(refused("same", catalog).reason()).contains("one.jar", "two.jar");
    }

    @Test
    void aDirectoryThatIsGivenTwiceCountsOnce() {
        Path again = plugins.resolve("../plugins");
        BackendCatalog catalog = BackendCatalog.discover(new BackendSearch(List.of(plugins, again), Set.of()));
        assertThat(catalog.find("good").orElseThrow().devices()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exception | throw new IllegalStateException("on fire");            | on fire
            error     | throw new StackOverflowError("deep");                  | deep
            memory    | throw new OutOfMemoryError("no heap");                 | no heap
            odd       | throw new Error("odd") { public String toString() { throw new Error(); } }; | cannot be read
            library   | System.loadLibrary("octavonosuch"); return null;       | native library is missing
            foreign   | java.lang.foreign.SymbolLookup.libraryLookup("libnosuch.so.7", java.lang.foreign.Arena.global()); return null; | native library is missing
            nothing   | return null;                                           | null
            ordinal   | return devices(7, "card");                             | device 7
            name      | return devices(0, null);                               | null
            escape    | return devices(0, "a\\u001b[2J");                      | control characters
            silent    | return new Probe.Unavailable(null, null, null);        | without a reason
            terminal  | return new Probe.Unavailable("a\\u001b[2Jb", "c");     | a [2Jb
            unreached | throw new NoClassDefFoundError("com/vendor/Driver");   | a class is missing
            """)
    void aProviderThatFailsIsReportedAndHurtsNobody(String id, String body, String reason) throws IOException {
        VendorJar.provider(work, id, body).jar("plugins/bad.jar");
        assertThat(refused(id).reason()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            static { if (true) throw new IllegalStateException("static fire"); } | static fire
            public Provider() { throw new IllegalStateException("made of fire"); } | made of fire
            static { System.loadLibrary("octavonosuch"); }                       | native library is missing
            private Provider() {}                                                | NoSuchMethod
            """)
    void aProviderThatCannotBeMadeIsReportedByTheNameOfItsClass(String members, String reason) throws IOException {
        VendorJar.provider(work, "unmade", WORKS, members).jar("plugins/bad.jar");
        assertThat(refused("vendor.Provider").reason()).contains(reason);
    }

    @Test
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aProbeThatHangsIsLeftBehind() throws IOException {
        String hang = "while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) { } }";
        VendorJar.provider(work, "asleep", hang).jar("plugins/bad.jar");
        // Long enough for the good one beside, on the slowest machine too.
        BackendCatalog catalog = discover(Duration.ofMillis(2500));
        assertThat(refused("asleep", catalog).reason()).contains("probe()", "2500 ms");
        assertThat(refused("asleep", catalog).cause().orElseThrow().getStackTrace())
                .as("where it hangs")
                .anyMatch(frame -> frame.getClassName().equals("vendor.Provider"));
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals("octavo-probe-asleep"))
                .allMatch(Thread::isDaemon);
    }

    @Test
    void eachJarHasItsOwnClassesAndSeesTheSpiOnly() throws IOException {
        for (String vendor : new String[] {"red", "blue"}) {
            String look = """
                    for (String hidden : new String[] {"tools.jackson.databind.ObjectMapper", "dev.octavo.runtime.discovery.BackendCatalog"}) {
                        try { Class.forName(hidden); throw new IllegalStateException("sees " + hidden); } catch (ClassNotFoundException e) { }
                    }
                    if (Thread.currentThread().getContextClassLoader() != Provider.class.getClassLoader()) throw new IllegalStateException("context");
                    return devices(0, shared.Library.version());""";
            VendorJar.provider(work, vendor, look)
                    .source(
                            "shared.Library",
                            "package shared; public class Library { public static String version() { return \"" + vendor
                                    + "\"; } }")
                    .jar("plugins/" + vendor + ".jar");
        }
        BackendCatalog catalog = discover();
        for (String vendor : new String[] {"red", "blue"}) {
            FoundBackend found = catalog.find(vendor).orElseThrow();
            assertThat(found.devices()).as(found.toString()).hasSize(1);
            assertThat(found.devices().getFirst().name()).isEqualTo(vendor);
        }
    }

    @Test
    void aFolderIsABackendWithItsLibraries() throws IOException {
        VendorJar.provider(work, "split", "return devices(0, shared.Library.version());")
                .source(
                        "shared.Library",
                        "package shared; public class Library { public static String version() { return \"x\"; } }")
                .jar("whole.jar");
        Path folder = Files.createDirectories(plugins.resolve("split"));
        repack(work.resolve("whole.jar"), folder.resolve("backend.jar"), "vendor/", "META-INF/");
        repack(work.resolve("whole.jar"), folder.resolve("library.jar"), "shared/");
        Files.writeString(folder.resolve("README.txt"), "not a jar");
        assertThat(discover().find("split").orElseThrow().devices()).hasSize(1);
        Files.delete(folder.resolve("library.jar"));
        assertThat(refused("split").reason()).contains("shared/Library");
        assertThat(refused("split").remedy()).contains("folder");
    }

    private static void repack(Path from, Path to, String... prefixes) throws IOException {
        try (var jar = new java.util.zip.ZipFile(from.toFile());
                var out = new java.util.zip.ZipOutputStream(Files.newOutputStream(to))) {
            for (var entry : java.util.Collections.list(jar.entries())) {
                if (java.util.Arrays.stream(prefixes).anyMatch(entry.getName()::startsWith)) {
                    out.putNextEntry(new java.util.zip.ZipEntry(entry.getName()));
                    jar.getInputStream(entry).transferTo(out);
                }
            }
        }
    }

    @Test
    void nativeLibrariesAreLookedForBesideTheJar() throws IOException {
        VendorJar.provider(work, "native", "System.loadLibrary(\"octavobeside\"); return null;")
                .jar("plugins/native.jar");
        Files.writeString(plugins.resolve(System.mapLibraryName("octavobeside")), "no library, but found");
        assertThat(refused("native").reason()).contains(plugins.toString());
    }

    @Test
    void aModuleDescriptorNamesProvidersToo() throws IOException {
        VendorJar.provider(work, "modular", WORKS)
                .without(VendorJar.SERVICE)
                .file("module-info.class", descriptor())
                .jar("plugins/modular.jar");
        assertThat(discover().find("modular").orElseThrow().devices()).hasSize(1);
    }

    private static byte[] descriptor() {
        return java.lang.classfile.ClassFile.of()
                .buildModule(java.lang.classfile.attribute.ModuleAttribute.of(
                        java.lang.constant.ModuleDesc.of("vendor.module"),
                        module -> module.requires(java.lang.constant.ModuleDesc.of("java.base"), 0x8000, null)
                                .provides(
                                        java.lang.constant.ClassDesc.of("dev.octavo.spi.BackendProvider"),
                                        java.lang.constant.ClassDesc.of("vendor.Provider"))));
    }

    @ParameterizedTest
    @CsvSource({"no.such.Provider, no.such.Provider", "not a name, line 1", "java.lang.String, is no"})
    void aServiceFileThatNamesNoProviderIsReported(String line, String reason) throws IOException {
        VendorJar.provider(work, "x", WORKS).file(VendorJar.SERVICE, line).jar("plugins/bad.jar");
        BackendCatalog catalog = discover();
        assertThat(catalog.backends())
                .filteredOn(found -> found.origin().endsWith("bad.jar"))
                .singleElement()
                .satisfies(found -> assertThat(((FoundBackend.State.Unavailable) found.state()).reason())
                        .contains(reason));
    }

    @Test
    void corruptJarsAndJarsWithoutABackendAreReported() throws IOException {
        byte[] whole = Files.readAllBytes(plugins.resolve("a-good.jar"));
        Files.write(plugins.resolve("cut.jar"), java.util.Arrays.copyOf(whole, whole.length / 2));
        Files.write(plugins.resolve("empty.jar"), new byte[0]);
        new VendorJar(work).file("a.txt", "a").jar("plugins/library.jar");
        BackendCatalog catalog = discover();
        assertThat(refused("cut.jar", catalog).reason()).contains("cannot be read");
        assertThat(refused("empty.jar", catalog).reason()).contains("cannot be read");
        assertThat(refused("library.jar", catalog).reason()).contains("names no backend");
    }

    @Test
    void aJarWithThousandsOfEntriesLoads() throws IOException {
        VendorJar large = VendorJar.provider(work, "large", WORKS);
        for (int i = 0; i < 20_000; i++) {
            large.file("data/" + i, new byte[0]);
        }
        large.jar("plugins/large.jar");
        assertThat(discover().find("large").orElseThrow().devices()).hasSize(1);
    }
}
