package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.RemoteStores;
import io.yolospark.RemoteStores.Store;
import io.yolospark.config.ConfigWriter;
import io.yolospark.config.Configs;
import io.yolospark.config.JobConfig;
import io.yolospark.report.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The output folder and its lease on HDFS. */
@Timeout(120)
class RemoteOutputTest {

  private static final Duration TERM = Duration.ofSeconds(2);

  private static RemoteStores stores;
  private static Configuration hadoop;

  @BeforeAll
  static void start(@TempDir java.nio.file.Path folder) throws Exception {
    stores = new RemoteStores(folder);
    hadoop = stores.configuration();
  }

  @AfterAll
  static void stop() {
    stores.close();
  }

  @ParameterizedTest
  @EnumSource
  void aSecondDriverIsRefusedUntilTheFirstHasEnded(Store store) throws Exception {
    Path output = stores.folder(store, "leased/run");
    Path file = stores.folder(store, "leased/.run.lease");
    FileSystem fileSystem = file.getFileSystem(hadoop);
    try (OutputLease first = OutputLease.take(output.toString(), TERM, hadoop)) {
      assertThatThrownBy(() -> OutputLease.take(output.toString(), TERM, hadoop))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("run is in use by the driver on ");
      first.verify();
    }
    assertThat(fileSystem.exists(file)).isFalse();

    WholeFile.write(
        hadoop, file, "{\"id\": \"of a driver that was killed\"}".getBytes(StandardCharsets.UTF_8));
    OutputLease.take(output.toString(), TERM, hadoop).close();
    assertThat(fileSystem.exists(file)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aRunIsGoneOnWithOrMovedAside(Store store) throws Exception {
    Path output = stores.folder(store, "claimed/run");
    JobConfig config = Configs.load(Configs.LEAST, "output=" + output);
    OutputFolder.claim(config, false, hadoop).write("best/model.safetensors", "weights");

    assertThat(OutputFolder.claim(config, false, hadoop).finished()).isEmpty();
    assertThat(read(new Path(output, "config.yaml"))).isEqualTo(ConfigWriter.write(config));
    OutputFolder.claim(config, true, hadoop);

    assertThat(read(stores.folder(store, "claimed/run.1/best/model.safetensors")))
        .isEqualTo("weights");
    assertThat(output.getFileSystem(hadoop).listStatus(output))
        .singleElement()
        .satisfies(each -> assertThat(each.getPath()).isEqualTo(new Path(output, "config.yaml")));
  }

  private static String read(Path file) throws IOException {
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
