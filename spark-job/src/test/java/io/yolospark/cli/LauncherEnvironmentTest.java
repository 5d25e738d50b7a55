package io.yolospark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher gives to driver and executors. */
class LauncherEnvironmentTest {

  private static final String SCRIPT =
      """
      set -euo pipefail
      root=%s
      source "$root/submit/functions.bash"
      set_environment
      set_environment_options spark://host:7077
      env | sed 's/^/driver /'
      printf 'executor %%s\\n' "${environment_options[@]}"
      """
          .formatted(System.getProperty("yolospark.root"));

  @TempDir private Path folder;

  private List<String> lines(int exit, String allocator) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", SCRIPT).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("MALLOC_"));
    builder.environment().remove("OMP_WAIT_POLICY");
    builder.environment().put("MALLOC_ARENA_MAX", "3");
    builder.environment().put("YOLOSPARK_MALLOC", allocator);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(text).isEqualTo(exit);
    return text.lines().toList();
  }

  @Test
  void theAllocatorIsToldToKeepMemoryUnlessTheUserSaysOtherwise() throws Exception {
    assertThat(lines(0, ""))
        .contains(
            "driver MALLOC_MMAP_THRESHOLD_=4294967296",
            "driver MALLOC_ARENA_MAX=3",
            "driver OMP_WAIT_POLICY=passive",
            "executor spark.executorEnv.MALLOC_MMAP_THRESHOLD_=4294967296",
            "executor spark.executorEnv.MALLOC_TRIM_THRESHOLD_=34359738368",
            "executor spark.executorEnv.MALLOC_ARENA_MAX=3",
            "executor spark.executorEnv.OMP_WAIT_POLICY=passive",
            "executor spark.executorEnv.TORCH_CPP_LOG_LEVEL=ERROR")
        .noneMatch(line -> line.contains("LD_PRELOAD"));
  }

  @Test
  void anotherAllocatorIsPreloadedWhereItIs() throws Exception {
    Path library = Files.writeString(folder.resolve("libother.so"), "");
    assertThat(lines(0, library.toString()))
        .contains("executor spark.executorEnv.LD_PRELOAD=" + library);

    assertThat(lines(2, "/no/lib.so"))
        .singleElement()
        .asString()
        .contains("YOLOSPARK_MALLOC=/no/lib.so is not there");
  }
}
