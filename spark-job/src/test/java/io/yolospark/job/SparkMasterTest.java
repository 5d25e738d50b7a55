package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkMasterTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yarn",
        "k8s://https://host:6443",
        "local",
        "local[*]",
        "local[2]",
        "local[2, 3]",
        "local-cluster[2,1,1024]",
        "local-cluster[ 2 , 1 , 1024 ]"
      })
  void whatIsNoStandaloneMasterIsNotConnectedTo(String url) throws InterruptedException {
    SparkMaster.parse(url).awaitReachable(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        "sparkk://host:7077",
        "spark:host:7077",
        "spark://",
        "spark://host",
        "spark://host:",
        "spark://:7077",
        "spark://host:0",
        "spark://host:65536",
        "spark://host:7077/",
        "spark://host:7077,",
        "spark://host:7077,other",
        "spark://user@host:7077",
        "spark://my host:7077",
        "local[0]",
        "local[",
        "local-cluster[2,1]",
        "local-cluster[2,1,1g]"
      })
  void aUrlThatSparkWouldNotTakeIsRefused(String url) {
    assertThatThrownBy(() -> SparkMaster.parse(url))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("\"" + url + "\"")
        .hasMessageContaining("spark://HOST:PORT");
  }

  @Test
  void oneOfSeveralMastersIsEnough() throws IOException, InterruptedException {
    int closed = closedPort();
    try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      SparkMaster.parse("spark://127.0.0.1:%d,127.0.0.1:%d".formatted(closed, open.getLocalPort()))
          .awaitReachable(Duration.ZERO);
    }
  }

  @Test
  void everyMasterThatDoesNotAnswerIsNamed() throws IOException {
    int closed = closedPort();
    SparkMaster master = SparkMaster.parse("spark://127.0.0.1:" + closed + ",host.invalid:7077");

    long start = System.nanoTime();
    assertThatThrownBy(() -> master.awaitReachable(Duration.ofSeconds(1)))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("127.0.0.1:" + closed + " (Connection refused)")
        .hasMessageContaining("host.invalid:7077 (unknown host)")
        .hasMessageContaining("within 1 s");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
