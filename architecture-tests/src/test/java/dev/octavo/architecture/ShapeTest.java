package dev.octavo.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.OctavoException;
import org.junit.jupiter.api.Test;

/** What classes look like. */
class ShapeTest {

    private final JavaClasses octavo = Octavo.CLASSES;

    @Test
    void onlyTheProviderOfABackendIsPublic() {
        classes()
                .that()
                .resideInAPackage("dev.octavo.backend.*")
                .and()
                .areNotAssignableTo(BackendProvider.class)
                .and()
                .areTopLevelClasses()
                .should()
                .notBePublic()
                .check(octavo);
    }

    @Test
    void exceptionsOfOursAreOctavoExceptions() {
        classes()
                .that()
                .areAssignableTo(RuntimeException.class)
                .and()
                .resideInAnyPackage("dev.octavo.spi..", "dev.octavo.runtime.*", "dev.octavo.backend..")
                .and()
                .arePublic()
                .should()
                .beAssignableTo(OctavoException.class)
                .check(octavo);
    }

    @Test
    void thereIsNoStaticMutableState() {
        fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat()
                .resideInAPackage("dev.octavo..")
                .should()
                .beFinal()
                .check(octavo);
    }

    @Test
    void publicFieldsAreConstants() {
        fields().that().arePublic().should().beFinal().check(octavo);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.octavo.server.cli..", "dev.octavo.conformance..")
                .should()
                .accessField(System.class, "out")
                .check(octavo);
    }

    @Test
    void packagesSayWhatTheyAreFor() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..misc..", "..impl..", "..helper..")
                .check(octavo);
    }
}
