package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three ranks, and on one of them allocations that the kernel refuses. */
@EnabledOnOs(OS.LINUX)
@Timeout(200)
class MemoryLimitTest {

  private static final List<List<String>> LINES = new ArrayList<>();

  @BeforeAll
  static void runTheRanks(@TempDir Path folder) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit is there");
    List<Process> ranks = new ArrayList<>();
    try {
      for (int rank = 0; rank < LimitedRank.RANKS; rank++) {
        ranks.add(start(folder, rank));
      }
      for (int rank = 0; rank < LimitedRank.RANKS; rank++) {
        assertThat(ranks.get(rank).waitFor(150, TimeUnit.SECONDS))
            .as("rank %d ends", rank)
            .isTrue();
        LINES.add(Files.readAllLines(folder.resolve(rank + ".txt")));
        assertThat(ranks.get(rank).exitValue()).as(LINES.toString()).isZero();
      }
    } finally {
      ranks.forEach(Process::destroyForcibly);
    }
  }

  private static Process start(Path folder, int rank) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // a heap that is there from the start: what the limit leaves is the engine's
                "-Xms1g",
                "-Xmx1g",
                "-XX:+AlwaysPreTouch",
                // a collection frees direct buffers at a moment of its own, and what the allocator
                // then has in hand is not refused
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:+UseEpsilonGC",
                // a compiler that gets no memory ends the JVM
                "-Xint",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                LimitedRank.class.getName(),
                folder.resolve("ranks").toString(),
                Integer.toString(rank))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(new File(folder.toFile(), rank + ".txt"));
    // what is freed goes back to the kernel, so that the limit meets what is in use
    builder.environment().putAll(Map.of("MALLOC_MMAP_THRESHOLD_", "65536"));
    return builder.start();
  }

  private static String line(int rank, String start) {
    return LINES.get(rank).stream()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .orElseThrow(() -> new AssertionError(start + " is not in " + LINES));
  }

  private static String outage(String phase, int step) {
    return "Out of memory in training "
        + phase
        + " on rank 1, at step "
        + step
        + " of epoch 1, with 32 images of 64 px in a forward pass";
  }

  @ParameterizedTest
  @ValueSource(strings = {"forward", "backward"})
  void trainingGoesOnWithHalfAndEqualsARunToldSo(String phase) {
    HashSet<String> checksums = new HashSet<>();
    for (int rank = 0; rank < LimitedRank.RANKS; rank++) {
      Matcher matcher =
          Pattern.compile("difference=(\\S+) checksum=(\\S+) \\[(.*)]")
              .matcher(line(rank, phase + " shrink"));
      assertThat(matcher.find()).isTrue();
      assertThat(Double.parseDouble(matcher.group(1))).isLessThan(1e-5);
      checksums.add(matcher.group(2));
      assertThat(matcher.group(3))
          .isEqualTo(
              rank > 0
                  ? ""
                  : outage(phase, 3)
                      + "; from this step on batch.train.micro is 16, in 2 micro-steps;"
                      + " batch.train.global stays 96");
    }
    assertThat(checksums).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"forward", "backward"})
  void withoutLeaveToShrinkEveryRankSaysWhatToLower(String phase) {
    for (int rank = 0; rank < LimitedRank.RANKS; rank++) {
      assertThat(line(rank, phase + " fail"))
          .startsWith(phase + " fail " + outage(phase, 1) + "; lower batch.train.micro");
    }
  }

  @Test
  void validationGoesOnWithLessOnThatRankAndTheFiguresStay() {
    for (int rank = 0; rank < LimitedRank.RANKS; rank++) {
      assertThat(line(rank, "validation shrink"))
          .contains("batches=[[256], [256], [256]] then=[[256], [", "], [256]] same=true")
          .doesNotContain("then=[[256], [256]")
          .containsPattern("difference=(0\\.0|\\d\\.\\d+e-)");
    }
    // a halved batch may be too large still: what the allocator keeps between passes varies
    assertThat(line(LimitedRank.SHORT, "validation shrink"))
        .contains(
            "[Out of memory in validation of epoch 1 on rank 1, with 256 images in a forward pass;"
                + " from now on this rank validates 128 at a time");
    assertThat(line(0, "validation shrink")).endsWith(" []");
    assertThat(line(2, "validation shrink")).endsWith(" []");
  }

  @Test
  void validationWithoutLeaveToShrinkEndsAllRanks() {
    assertThat(line(LimitedRank.SHORT, "validation fail"))
        .startsWith(
            "validation fail Out of memory in validation of epoch 1 on rank 1, with 256 images in a"
                + " forward pass; lower batch.validation.per-executor");
    for (int rank : new int[] {0, 2}) {
      assertThat(line(rank, "validation fail")).contains("rank 1");
    }
  }
}
