package dev.octavo.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import org.junit.jupiter.api.Test;

/** Arrows: api <- runtime <- server, api <- backends, api <- conformance. */
class DependencyTest {

    private final JavaClasses octavo = Octavo.CLASSES;

    @Test
    void theApiDependsOnJavaAlone() {
        classes()
                .that()
                .resideInAnyPackage("dev.octavo.spi..", "dev.octavo.tensor..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.octavo.spi..", "dev.octavo.tensor..", "java..", "org.jspecify..")
                .because("a vendor gets no library with the SPI")
                .check(octavo);
    }

    @Test
    void elementTypesAndLayoutsKnowNoDevice() {
        noClasses()
                .that()
                .resideInAPackage("dev.octavo.tensor..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.octavo.spi..")
                .check(octavo);
    }

    @Test
    void theRuntimeNamesNoBackendNoServerAndNoSuite() {
        noClasses()
                .that()
                .resideInAPackage("dev.octavo.runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.octavo.backend..", "dev.octavo.server..", "dev.octavo.conformance..")
                .check(octavo);
    }

    @Test
    void aBackendKnowsTheApiOnly() {
        noClasses()
                .that()
                .resideInAPackage("dev.octavo.backend..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.octavo.runtime..", "dev.octavo.server..", "dev.octavo.conformance..")
                .check(octavo);
        slices().matching("dev.octavo.backend.(*)..")
                .should()
                .notDependOnEachOther()
                .check(octavo);
    }

    @Test
    void whatAVendorCopiesNeedsTheApiAndJavaAlone() {
        classes()
                .that()
                .resideInAnyPackage("com.example..", "dev.octavo.backend.scalar..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "com.example..",
                        "dev.octavo.backend.scalar..",
                        "dev.octavo.spi..",
                        "dev.octavo.tensor..",
                        "java..",
                        "org.jspecify..")
                .check(octavo);
    }

    @Test
    void theSuiteKnowsTheApiOnly() {
        noClasses()
                .that()
                .resideInAPackage("dev.octavo.conformance..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.octavo.runtime..", "dev.octavo.server..", "dev.octavo.backend..")
                .check(octavo);
    }

    @Test
    void theServerNamesNoBackend() {
        noClasses()
                .that()
                .resideInAPackage("dev.octavo.server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.octavo.backend..")
                .check(octavo);
    }

    @Test
    void packagesOfTheRuntimeHaveNoCycles() {
        slices().matching("dev.octavo.runtime.(*)..").should().beFreeOfCycles().check(octavo);
    }

    @Test
    void packagesOfTheServerHaveNoCycles() {
        slices().matching("dev.octavo.server.(*)..").should().beFreeOfCycles().check(octavo);
    }

    @Test
    void modulesHaveNoCycles() {
        slices().matching("dev.octavo.(*)..").should().beFreeOfCycles().check(octavo);
    }

    @Test
    void vectorsStayInTheCpuBackend() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.octavo.backend.cpu..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .check(octavo);
    }

    @Test
    void nativeLinkingStaysInItsPackages() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..ffi..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .check(octavo);
    }
}
