package dev.culvert.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.culvert.dataplane.FlowTable;
import dev.culvert.dataplane.Kernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules that no compiler keeps, each with its reason. In the last module, which sees all others. */
class ArchitectureTest {
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.culvert");

    private static final DescribedPredicate<JavaClass> PROGRAM = DescribedPredicate.describe(
            "have a main method",
            type -> type.getMethods().stream()
                    .anyMatch(method -> method.getName().equals("main")));

    @Test
    void modulesDependDownwardsOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("model")
                .definedBy("dev.culvert.model..")
                .layer("netlink")
                .definedBy("dev.culvert.netlink..")
                .layer("dataplane")
                .definedBy("dev.culvert.dataplane..")
                .layer("agent")
                .definedBy("dev.culvert.agent..")
                .layer("manifest")
                .definedBy("dev.culvert.manifest..")
                .layer("operator")
                .definedBy("dev.culvert.operator..")
                .layer("lab")
                .definedBy("dev.culvert.lab..")
                .layer("cli")
                .definedBy("dev.culvert.cli..")
                .whereLayer("model")
                .mayNotAccessAnyLayer()
                .whereLayer("netlink")
                .mayNotAccessAnyLayer()
                .whereLayer("dataplane")
                .mayOnlyAccessLayers("model", "netlink")
                .whereLayer("agent")
                .mayOnlyAccessLayers("model", "netlink", "dataplane")
                .whereLayer("manifest")
                .mayOnlyAccessLayers("model", "netlink", "dataplane", "agent")
                .whereLayer("operator")
                .mayOnlyAccessLayers("model", "agent", "manifest")
                .whereLayer("lab")
                .mayOnlyAccessLayers("model", "netlink", "dataplane", "agent")
                .whereLayer("cli")
                .mayOnlyAccessLayers("model", "netlink", "dataplane", "agent", "manifest", "operator", "lab")
                .because("whoever reads a module must not have to read one that stands on it")
                .check(CODE);
    }

    @Test
    void packagesOfAModuleHaveNoCycles() {
        for (String module : List.of("model", "netlink", "dataplane", "agent", "manifest", "operator", "lab")) {
            slices().matching("dev.culvert." + module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("packages that need each other are one package; a module's root package is left out, since"
                            + " it is the front that wires the others and holds the words that they share")
                    .check(CODE);
        }
    }

    @Test
    void modelIsPure() {
        noClasses()
                .that(resideInAPackage("dev.culvert.model.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.io..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net.http..",
                        "java.lang.foreign.."))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .because("what the user asks for is values; they are tested without a machine")
                .check(CODE);
    }

    @Test
    void netlinkNeedsTheJdkAlone() {
        classes()
                .that(resideInAPackage("dev.culvert.netlink.."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("dev.culvert.netlink..", "java..", "org.jspecify.."))
                .because("it is a library for people who have nothing to do with VPNs")
                .check(CODE);
    }

    @Test
    void plansDoNoInput() {
        noClasses()
                .that(resideInAPackage("dev.culvert.dataplane.."))
                .and()
                .areNotAssignableTo(Kernel.class)
                .and()
                .areNotAssignableTo(FlowTable.class)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.lang.foreign.."))
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("dev\\.culvert\\.netlink\\..*(Socket|Nftables|SetElements|Monitor|Namespace|Sysctl)")
                .because("a plan is a value that is compared and printed; Kernel and FlowTable alone touch the kernel")
                .check(CODE);
    }

    @Test
    void onlyProgramsWriteToStandardOutput() {
        noClasses()
                .that(not(resideInAPackage("dev.culvert.cli..")))
                .and(not(PROGRAM))
                .should()
                .accessField(System.class, "out")
                .because("standard output is for what a program was asked for; everything else logs or returns")
                .check(CODE);
    }

    @Test
    void nothingIsLeftToChance() {
        noClasses()
                .should()
                .callConstructor(Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(ThreadLocalRandom.class, "current")
                .because("what cannot be repeated cannot be debugged: take a seed, or SecureRandom for secrets")
                .check(withTests());
    }

    @Test
    void noTestSleeps() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Test")
                .or()
                .haveSimpleNameEndingWith("IT")
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", Duration.class)
                .because("a sleep is too short on a slow machine and too long on all others: wait for a condition")
                .check(withTests());
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> unmarked = CODE.stream()
                .map(type -> type.getPackage())
                .distinct()
                .filter(folder -> !folder.isAnnotatedWith(NullMarked.class))
                .map(folder -> folder.getName())
                .sorted()
                .toList();
        assertThat(unmarked)
                .as("NullAway looks at marked packages only: give these a package-info.java with @NullMarked")
                .isEmpty();
    }

    private static JavaClasses withTests() {
        try (Stream<Path> modules = Files.list(Checkout.ROOT)) {
            return new ClassFileImporter()
                    .importPaths(modules.flatMap(module ->
                                    Stream.of(module.resolve("target/classes"), module.resolve("target/test-classes")))
                            .filter(Files::isDirectory)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
