package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.yolospark.RemoteStores;
import io.yolospark.RemoteStores.Store;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.Configs;
import io.yolospark.config.Precision;
import io.yolospark.model.YoloBlock;
import io.yolospark.report.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checkpoints on HDFS. */
@Timeout(120)
class RemoteCheckpointsTest {

  private static RemoteStores stores;
  private static Configuration hadoop;
  private static NDManager manager;
  private static Replica replica;

  @BeforeAll
  static void start(@TempDir java.nio.file.Path folder) throws Exception {
    stores = new RemoteStores(folder);
    hadoop = stores.configuration();
    manager = NDManager.newBaseManager();
    YoloBlock block = new YoloBlock("gelan-t", 2);
    FlatParameters parameters = FlatParameters.initial(manager, block.modelParameters(), 1);
    Update update = new Update(manager, parameters, Configs.load(Configs.LEAST).train(), 16);
    replica = new Replica(block, parameters, update, LossScale.of(Precision.FP32), Progress.NONE);
  }

  @AfterAll
  static void stop() {
    replica.update().close();
    manager.close();
    stores.close();
  }

  private static Snapshot snapshot(int epochs) {
    Progress progress =
        new Progress(
            epochs,
            0,
            10,
            List.of(0.0, 0.0, 0.0),
            new Best.State(0, 0, null),
            List.of(),
            new CurrentSizes(8, 4));
    return Snapshot.of(
        replica,
        replica.update().ema().average().values(),
        progress,
        new BatchPlan(1, 16, 8, 32, 4, 8),
        new Topology(List.of("a")));
  }

  private static Stream<String> names(Path folder) throws IOException {
    FileStatus[] found = folder.getFileSystem(hadoop).listStatus(folder);
    return Arrays.stream(found).map(each -> each.getPath().getName());
  }

  private static Checkpoint newest(Path output, List<String> damage) throws IOException {
    return Checkpoint.newest(output.toString(), hadoop, damage::add).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void areWrittenFoundAndDeletedAndDamageIsPassedOver(Store store) throws IOException {
    Path output = stores.folder(store, "run");
    Path folder = new Path(output, "checkpoints");
    List<String> damage = new ArrayList<>();
    assertThat(Checkpoint.newest(output.toString(), hadoop, damage::add)).isEmpty();
    Checkpoints checkpoints = new Checkpoints(folder, 2, hadoop);

    for (int epoch = 1; epoch <= 4; epoch++) {
      checkpoints.write(snapshot(epoch));
    }

    assertThat(names(folder))
        .containsExactlyInAnyOrder("epoch-00001", "epoch-00003", "epoch-00004");
    assertThat(names(new Path(folder, "epoch-00004")))
        .containsExactlyInAnyOrder("state.safetensors", "manifest.json");
    Checkpoint newest = newest(output, damage);
    assertThat(newest.epochs()).isEqualTo(4);
    Snapshot expected = snapshot(4);
    CheckpointState state = newest.read(hadoop);
    assertThat(state.manifest().with(Map.of())).isEqualTo(expected.manifest());
    expected
        .tensors()
        .forEach(
            tensor ->
                assertThat(state.tensors().get(tensor.name()).values())
                    .as(tensor.name())
                    .isEqualTo(tensor.values()));
    assertThat(damage).isEmpty();

    truncate(new Path(folder, "epoch-00004/state.safetensors"));
    FileSystem fileSystem = folder.getFileSystem(hadoop);
    fileSystem.delete(new Path(folder, "epoch-00003/manifest.json"), false);

    assertThat(newest(output, damage).epochs()).isEqualTo(1);
    assertThat(damage)
        .satisfiesExactly(
            line -> assertThat(line).contains("epoch-00004 is not whole", " bytes instead of "),
            line -> assertThat(line).contains("epoch-00003 is not whole", "has no manifest.json"));

    checkpoints.write(snapshot(4));

    assertThat(newest(output, damage).epochs()).isEqualTo(4);
  }

  private static void truncate(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      bytes = in.readAllBytes();
    }
    WholeFile.write(hadoop, file, Arrays.copyOf(bytes, bytes.length - 1000));
  }

  /** As the last bytes before a failure leave it, which come after some parts of an upload. */
  @ParameterizedTest
  @EnumSource
  void aStateThatIsNotWrittenToItsEndIsNotThere(Store store) throws IOException {
    Path file = new Path(stores.folder(store, "broken"), "epoch-00001/state.safetensors");

    assertThatThrownBy(
            () ->
                WholeFile.write(
                    hadoop,
                    file,
                    out -> {
                      out.write(new byte[12_000_000]);
                      throw new IOException("no space left");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("no space left");

    FileSystem fileSystem = file.getFileSystem(hadoop);
    assertThat(fileSystem.exists(file)).isFalse();
    assertThat(fileSystem.globStatus(new Path(file.getParent(), "*"))).isNullOrEmpty();
  }
}
