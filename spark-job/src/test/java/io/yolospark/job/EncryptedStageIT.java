package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ranks where Spark encrypts; in a driver of its own, for a JVM has one SparkContext. */
@Timeout(120)
class EncryptedStageIT {

  @Test
  void whereSparkEncryptsGradientsAreEncryptedToo() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-"))
        .forEach(command::add);
    String root = System.getProperty("yolospark.root");
    command.addAll(
        List.of(
            "-Dyolospark.jar=" + System.getProperty("yolospark.jar"),
            "-Dlog4j2.configurationFile=" + root + "/conf/log4j2.properties",
            "-cp",
            System.getProperty("java.class.path"),
            EncryptedStage.class.getName()));
    Process driver = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(driver.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(driver.waitFor()).as(output).isZero();
    assertThat(output)
        .contains("Gradients are encrypted (spark.network.crypto.enabled=true)")
        .contains("sums [3.0, 30.0]\nsums [3.0, 30.0]\n");
  }
}
