package io.yolospark;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which package may know which, and which library; see README.md on the design. */
class ArchitectureTest {

  private static final String BASE = "io.yolospark";

  /** From the top: a package imports only from those after it. */
  private static final List<String> FLOORS =
      List.of(
          "cli",
          "job",
          "train",
          "evaluate",
          "report",
          "loss",
          "detect",
          "model",
          "device",
          "image",
          "dataset",
          "collective",
          "config");

  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);
  }

  @Test
  void everyPackageHasItsFloor() {
    assertThat(classes.stream().map(JavaClass::getPackageName).distinct())
        .containsExactlyInAnyOrderElementsOf(
            FLOORS.stream().map(floor -> BASE + '.' + floor).toList());
  }

  static Stream<String> floorsWithOneAbove() {
    return FLOORS.stream().skip(1);
  }

  @ParameterizedTest
  @MethodSource("floorsWithOneAbove")
  void aPackageKnowsNoneAbove(String floor) {
    String[] above =
        IntStream.range(0, FLOORS.indexOf(floor))
            .mapToObj(index -> packageOf(FLOORS.get(index)))
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(packageOf(floor))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(above)
        .check(classes);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void onlyCommandsAndJobsKnowSpark() {
    onlyKnow("org.apache.spark..", "cli", "job");
  }

  @Test
  void onlyWhatComputesKnowsDjl() {
    onlyKnow("ai.djl..", "train", "evaluate", "loss", "detect", "model", "device");
  }

  /** See loss.Factor: the number would be freed while autograd still needs it. */
  @ParameterizedTest
  @ValueSource(strings = {"mul", "div", "pow", "mod"})
  void whatAutogradSavesIsNoTemporaryNumber(String operator) {
    noClasses()
        .that()
        .resideInAnyPackage(packageOf("loss"), packageOf("detect"), packageOf("model"))
        .should()
        .callMethod(NDArray.class, operator, Number.class)
        .check(classes);
  }

  /** The reference's suppression returns nothing for the rest of a batch after a time limit. */
  @Test
  void detectionHasNoTimeLimit() {
    noClasses()
        .that()
        .resideInAPackage(packageOf("detect"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.time..", "java.util.concurrent..")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(classes);
  }

  @Test
  void onlyImagesKnowOpenCv() {
    onlyKnow("org.bytedeco..", "image");
  }

  @Test
  void onlyReportsKnowTensorFlow() {
    onlyKnow("org.tensorflow..", "report");
  }

  @Test
  void onlyJobsKnowSparksMetrics() {
    onlyKnow("com.codahale.metrics..", "job");
  }

  @Test
  void onlyWhatReadsAndWritesFilesKnowsHadoop() {
    onlyKnow("org.apache.hadoop..", "cli", "job", "train", "report", "image", "dataset");
  }

  @Test
  void onlyCommandsKnowPicocli() {
    onlyKnow("picocli..", "cli");
  }

  @Test
  void loggingIsSlf4j() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.util.logging..",
            "org.apache.logging..",
            "org.apache.log4j..",
            "org.apache.commons.logging..")
        .check(classes);
  }

  private static void onlyKnow(String library, String... floors) {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            Stream.of(floors).map(ArchitectureTest::packageOf).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(library)
        .check(classes);
    // a mistyped pattern would allow everything
    assertThat(classes.stream().flatMap(each -> each.getDirectDependenciesFromSelf().stream()))
        .anyMatch(each -> resideInAPackage(library).test(each.getTargetClass()));
  }

  private static String packageOf(String floor) {
    return BASE + '.' + floor + "..";
  }
}
