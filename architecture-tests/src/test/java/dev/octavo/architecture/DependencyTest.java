package dev.octavo.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import org.junit.jupiter.api.Test;

/** Arrows: api <- runtime <- server, api <- backends, api <- gpu <- backends of GPUs, api <- conformance. */
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
                .resideInAnyPackage(
                        "dev.octavo.backend..", "dev.octavo.gpu..", "dev.octavo.server..", "dev.octavo.conformance..")
                .check(octavo);
    }

    @Test
    void whatGpuBackendsShareKnowsTheApiAndNoVendorsLibrary() {
        classes()
                .that()
                .resideInAPackage("dev.octavo.gpu..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.octavo.gpu..", "dev.octavo.spi..", "dev.octavo.tensor..", "java..", "org.jspecify..")
                .check(octavo);
    }

    /** {@code driver <- core <- op, gemm, attention <- dev.octavo.gpu}, and for drivers of one shape {@code driver <- code <- stream <- ffi}. */
    @Test
    void operatorsOfGpusStandBesideEachOtherOnCoreAndDriver() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("backend")
                .definedBy("dev.octavo.gpu")
                .layer("op")
                .definedBy("dev.octavo.gpu.op..")
                .layer("gemm")
                .definedBy("dev.octavo.gpu.gemm..")
                .layer("attention")
                .definedBy("dev.octavo.gpu.attention..")
                .layer("core")
                .definedBy("dev.octavo.gpu.core..")
                .layer("driver")
                .definedBy("dev.octavo.gpu.driver..")
                .layer("code")
                .definedBy("dev.octavo.gpu.code..")
                .layer("stream")
                .definedBy("dev.octavo.gpu.stream..")
                .layer("ffi")
                .definedBy("dev.octavo.gpu.ffi..")
                .whereLayer("backend")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("op")
                .mayOnlyBeAccessedByLayers("backend")
                .whereLayer("gemm")
                .mayOnlyBeAccessedByLayers("backend")
                .whereLayer("attention")
                .mayOnlyBeAccessedByLayers("backend")
                .whereLayer("core")
                .mayOnlyBeAccessedByLayers("backend", "op", "gemm", "attention")
                .whereLayer("ffi")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("stream")
                .mayOnlyBeAccessedByLayers("ffi")
                .whereLayer("code")
                .mayOnlyBeAccessedByLayers("stream", "ffi")
                .check(octavo);
    }

    /** Objects through JCuda, calls of a step through Java's own interface, and neither knows the other. */
    @Test
    void bindingsOfCudaStayInTheirPackages() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.octavo.backend.cuda.jcuda..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jcuda..")
                .check(octavo);
        noClasses()
                .that()
                .resideInAPackage("dev.octavo.backend.cuda.jcuda..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.octavo.backend.cuda.ffi..")
                .check(octavo);
    }

    @Test
    void openClStaysInItsBackend() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.octavo.backend.opencl..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jocl..")
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
                .resideInAnyPackage(
                        "dev.octavo.runtime..", "dev.octavo.server..", "dev.octavo.backend..", "dev.octavo.gpu..")
                .check(octavo);
    }

    @Test
    void theServerNamesNoBackend() {
        noClasses()
                .that()
                .resideInAPackage("dev.octavo.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.octavo.backend..", "dev.octavo.gpu..")
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
