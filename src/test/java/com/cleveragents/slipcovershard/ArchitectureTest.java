package com.cleveragents.slipcovershard;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which room knows which, and what may only be done in one room. */
class ArchitectureTest {
  private static final String ROOT = "com.cleveragents.slipcovershard";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void roomsKnowOnlyTheRoomsBehindThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("root")
        .definedBy(ROOT)
        .layer("plan")
        .definedBy(ROOT + ".plan")
        .layer("run")
        .definedBy(ROOT + ".run")
        .layer("coverage")
        .definedBy(ROOT + ".coverage")
        .layer("report")
        .definedBy(ROOT + ".report")
        .layer("ci")
        .definedBy(ROOT + ".ci")
        .layer("machines")
        .definedBy(ROOT + ".machines")
        .layer("cli")
        .definedBy(ROOT + ".cli")
        .whereLayer("root")
        .mayNotAccessAnyLayer()
        .whereLayer("plan")
        .mayOnlyAccessLayers("root")
        .whereLayer("run")
        .mayOnlyAccessLayers("root", "plan")
        .whereLayer("coverage")
        .mayOnlyAccessLayers("root")
        .whereLayer("report")
        .mayOnlyAccessLayers("root", "coverage", "run")
        .whereLayer("ci")
        .mayOnlyAccessLayers("root")
        .whereLayer("machines")
        .mayOnlyAccessLayers("root", "plan", "ci")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .check(CLASSES);
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void picocliIsKnownToTheCommandLineOnly() {
    outside("cli").should().dependOnClassesThat().resideInAPackage("picocli..").check(CLASSES);
  }

  @Test
  void processesAreStartedInRunOnly() {
    outside("run")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.ProcessBuilder")
        .check(CLASSES);
  }

  @Test
  void socketsAreOpenedInCiOnly() {
    outside("ci")
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAnyPackage(
                    "java.net", "java.net.http", "java.nio.channels.spi")
                .and(not(JavaClass.Predicates.type(URI.class)))) // names, no connections
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineTouchesTheProcess() {
    outside("cli").should().callMethod(System.class, "exit", int.class).check(CLASSES);
    outside("cli").should().callMethod(System.class, "getenv").check(CLASSES);
    outside("cli").should().accessField(System.class, "out").check(CLASSES);
    outside("cli").should().accessField(System.class, "err").check(CLASSES);
  }

  @Test
  void filesStayShort() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<Path> tooLong =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(ArchitectureTest::isTooLong)
              .toList();
      assertEquals(List.of(), tooLong);
    }
  }

  private static boolean isTooLong(Path file) {
    try {
      return Files.readAllLines(file).size() > 450;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction outside(
      String room) {
    return noClasses().that().resideOutsideOfPackage(ROOT + "." + room);
  }
}
