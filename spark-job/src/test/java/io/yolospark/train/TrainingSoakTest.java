package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(300)
class TrainingSoakTest {

  @Test
  void memoryDoesNotGrowWithTheSteps() throws Exception {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                // a heap that is resident from the start: what grows is the engine's memory
                "-Xms192m",
                "-Xmx192m",
                "-XX:+AlwaysPreTouch",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                SoakRun.class.getName(),
                "50",
                "500")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      long[] early = numbers(output.readLine());
      long[] late = numbers(output.readLine());

      assertThat(process.waitFor()).isZero();
      assertThat(late[0]).as("resident KiB after 500 steps").isLessThan(early[0] * 103 / 100);
      assertThat(late[1]).as("arrays after 500 steps").isEqualTo(early[1]);
    } finally {
      process.destroyForcibly();
    }
  }

  private static long[] numbers(String line) {
    assertThat(line).isNotNull();
    return Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
  }
}
