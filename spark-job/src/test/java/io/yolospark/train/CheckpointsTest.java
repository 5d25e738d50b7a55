package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.Configs;
import io.yolospark.config.Precision;
import io.yolospark.device.Compute;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.SafetensorsReader;
import io.yolospark.model.StateDict;
import io.yolospark.model.Tensor;
import io.yolospark.model.YoloBlock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

  @TempDir Path folder;

  private final NDManager manager = NDManager.newBaseManager();
  private final YoloBlock block = new YoloBlock("gelan-t", 2);
  private final FlatParameters parameters =
      FlatParameters.initial(manager, block.modelParameters(), 1);
  private final Update update =
      new Update(
          manager, parameters, Configs.load(Configs.LEAST, "train.optimizer=adam").train(), 16);

  /** A step that makes parameters, averages and momenta differ. */
  @BeforeEach
  void step() {
    Compute.start(1); // no autograd on this thread, as in a rank
    List<NDArray> gradients =
        parameters.leaves().stream()
            .map(leaf -> manager.create(HashFill.image((int) leaf.size())))
            .toList();
    update.apply(gradients, new Rates(0.1, 0.1, 0.9), "");
  }

  @AfterEach
  void close() {
    update.close();
    manager.close();
  }

  @Test
  void holdsParametersAveragesAndOptimizerState() throws IOException {
    write(2, 1);

    byte[] state = Files.readAllBytes(folder.resolve("epoch-00001/state.safetensors"));
    Map<String, Tensor> tensors =
        SafetensorsReader.read("", new ByteArrayInputStream(state)).tensors();
    Map<String, float[]> own = values(parameters);
    Map<String, float[]> averages = values(update.ema().average());
    Map<String, float[]> momenta = buffers("momentum");
    Map<String, float[]> variances = buffers("variance");
    for (ModelParameter parameter : block.modelParameters()) {
      String name = parameter.name();
      assertThat(tensors.get(name).shape()).isEqualTo(parameter.shape().getShape());
      assertThat(tensors.get(name).values()).isEqualTo(own.get(name));
      assertThat(tensors.get("ema." + name).values()).isEqualTo(averages.get(name));
      if (parameter.role().trained()) {
        assertThat(tensors.get("momentum." + name).values()).isEqualTo(momenta.get(name));
        assertThat(tensors.get("variance." + name).values()).isEqualTo(variances.get(name));
        assertThat(momenta.get(name)).isNotEqualTo(variances.get(name));
        assertThat(own.get(name)).isNotEqualTo(averages.get(name));
      }
    }
    int entries = StateDict.of(block, each -> own.get(each.name()), 1).size();
    assertThat(tensors).hasSize(entries + own.size() + 2 * momenta.size());
    assertThat(tensors.get("model.0.bn.num_batches_tracked").values()).containsExactly(10);
  }

  @Test
  void theManifestDescribesTheState() throws IOException {
    write(2, 3);

    byte[] state = Files.readAllBytes(folder.resolve("epoch-00003/state.safetensors"));
    CRC32C checksum = new CRC32C();
    checksum.update(state);
    JsonNode manifest =
        new ObjectMapper().readTree(folder.resolve("epoch-00003/manifest.json").toFile());
    assertThat(manifest)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"progress": {"epochs": 3, "step": 0, "steps": 10, "losses": [0.1, 0.25, 3.0],
                                  "best": {"epoch": 0, "lastEqual": 2, "metrics": null},
                                  "validationBatches": [[3, 1], [3]],
                                  "sizes": {"microBatch": 5, "validationBatch": 3}},
                     "emaUpdates": 1,
                     "optimizerSteps": 1,
                     "lossScale": {"factor": 1.0, "finiteSteps": 0},
                     "plan": {"worldSize": 2, "globalBatch": 16, "microBatch": 8,
                              "trainImages": 32, "validationBatch": 4, "validationImages": 8},
                     "topology": {"hosts": ["a", "b"]},
                     "classWidth": 64,
                     "files": {"state.safetensors": {"bytes": %d, "crc32c": %d}}}
                    """
                        .formatted(state.length, checksum.getValue())));
  }

  @Test
  void withoutAWholeStateThereIsNoManifest() throws IOException {
    Snapshot whole = snapshot(progress(1, 0));
    // fails in the middle of the file: a value is missing
    Snapshot broken =
        new Snapshot(
            whole.block(),
            whole.parameters(),
            new FlatValues(List.of()),
            whole.buffers(),
            whole.manifest());

    assertThatThrownBy(() -> checkpoints(2).write(broken)).isInstanceOf(RuntimeException.class);

    try (Stream<Path> list = Files.list(folder.resolve("epoch-00001"))) {
      assertThat(list).isEmpty();
    }
  }

  @Test
  void onlyOlderOnesAreDeletedAndTheBestEpochStays() throws IOException {
    Files.createDirectories(folder.resolve("notes"));
    Files.createDirectories(folder.resolve("epoch-1"));
    Files.createDirectories(folder.resolve("epoch-00009"));
    Files.createDirectories(folder.resolve("epoch-00001-step-000002")); // of a writer killed
    Files.writeString(folder.resolve("epoch-00002"), "a file");
    write(2, 1);
    for (int epoch = 3; epoch <= 5; epoch++) {
      write(2, epoch);
    }

    try (Stream<Path> list = Files.list(folder)) {
      assertThat(list.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "epoch-00001",
              "epoch-00002",
              "epoch-00004",
              "epoch-00005",
              "epoch-00009",
              "epoch-1",
              "notes");
    }
  }

  @Test
  void whatAKilledWriterLeftOfTheSameCheckpointIsReplacedWhole() throws IOException {
    Path debris = Files.createDirectories(folder.resolve("checkpoints/epoch-00001"));
    Files.writeString(debris.resolve(".state.safetensors.x.tmp"), "half");
    Files.writeString(debris.resolve("manifest.json"), "{");
    Path output = folder;
    folder = folder.resolve("checkpoints");
    assertThat(newest(output, new ArrayList<>())).isEmpty();

    write(2, 1);

    try (Stream<Path> list = Files.list(debris)) {
      assertThat(list.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("state.safetensors", "manifest.json");
    }
    assertThat(newest(output, new ArrayList<>())).isPresent();
  }

  private void write(int keep, int epochsDone) throws IOException {
    write(keep, progress(epochsDone, 0));
  }

  private void write(int keep, Progress progress) throws IOException {
    checkpoints(keep).write(snapshot(progress));
  }

  private Checkpoints checkpoints(int keep) {
    return new Checkpoints(
        new org.apache.hadoop.fs.Path(folder.toUri()), keep, new Configuration());
  }

  private Snapshot snapshot(Progress progress) {
    return Snapshot.of(
        new Replica(block, parameters, update, LossScale.of(Precision.FP32), Progress.NONE),
        update.ema().average().values(),
        progress,
        new BatchPlan(2, 16, 8, 32, 4, 8),
        new Topology(List.of("a", "b")));
  }

  private static Progress progress(int epochs, int step) {
    return new Progress(
        epochs,
        step,
        10,
        List.of(0.1, 0.25, 3.0),
        new Best.State(0, 2, null),
        List.of(List.of(3, 1), List.of(3)),
        new CurrentSizes(5, 3));
  }

  private void writeWithin(int epochs, int step) throws IOException {
    write(9, progress(epochs, step));
  }

  private Optional<Checkpoint> newest(Path output, List<String> damage) throws IOException {
    return Checkpoint.newest(output.toString(), new Configuration(), damage::add);
  }

  @Test
  void theNewestWholeOneIsFoundAndTheOthersAreNamed() throws IOException {
    Path output = folder;
    folder = folder.resolve("checkpoints");
    List<String> damage = new ArrayList<>();
    assertThat(newest(output, damage)).isEmpty();

    writeWithin(1, 0);
    writeWithin(1, 7);
    for (int epoch = 2; epoch <= 6; epoch++) {
      writeWithin(epoch, 0);
    }
    Files.delete(folder.resolve("epoch-00002/manifest.json"));
    damage("epoch-00003/state.safetensors", bytes -> flip(bytes, bytes.length / 2));
    damage("epoch-00004/state.safetensors", bytes -> Arrays.copyOf(bytes, bytes.length - 1));
    damage("epoch-00005/manifest.json", bytes -> Arrays.copyOf(bytes, bytes.length / 2));
    Files.delete(folder.resolve("epoch-00006/state.safetensors"));

    Checkpoint found = newest(output, damage).orElseThrow();
    assertThat(found.location()).endsWith("epoch-00001-step-000007");
    assertThat(List.of(found.epochs(), found.step(), found.ranks())).containsExactly(1, 7, 2);
    assertThat(found.read(new Configuration()).progress()).isEqualTo(progress(1, 7));
    assertThat(damage)
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .contains(
                        "epoch-00006 is not whole and is passed over: it has no state.safetensors"),
            line -> assertThat(line).contains("epoch-00005 is not", "manifest.json is damaged: "),
            line -> assertThat(line).contains("epoch-00004 is not", " bytes instead of "),
            line -> assertThat(line).contains("epoch-00003 is not", " has checksum "),
            line -> assertThat(line).contains("epoch-00002 is not", "it has no manifest.json"));
  }

  /** Whoever loads it proves it again: it may be damaged on the way. */
  @Test
  void noDamageIsLoaded() throws IOException {
    Path output = folder;
    folder = folder.resolve("checkpoints");
    writeWithin(1, 0);
    Checkpoint checkpoint = newest(output, new ArrayList<>()).orElseThrow();
    Path state = folder.resolve("epoch-00001/state.safetensors");
    byte[] whole = Files.readAllBytes(state);
    for (int at : new int[] {3, 8, 100, whole.length / 2, whole.length - 1}) {
      Files.write(state, flip(whole, at));
      assertThatThrownBy(() -> checkpoint.read(new Configuration()))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("it is not whole: ");
    }
    for (int length : new int[] {0, 5, whole.length / 2, whole.length - 1}) {
      Files.write(state, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> checkpoint.read(new Configuration()))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("it is not whole: ");
    }
    Files.write(state, whole);
    assertThat(checkpoint.read(new Configuration()).progress()).isEqualTo(progress(1, 0));
  }

  private void damage(String file, UnaryOperator<byte[]> how) throws IOException {
    Path path = folder.resolve(file);
    Files.write(path, how.apply(Files.readAllBytes(path)));
  }

  private static byte[] flip(byte[] bytes, int at) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= 4;
    return flipped;
  }

  private static Map<String, float[]> values(FlatParameters parameters) {
    Map<String, float[]> values = new HashMap<>();
    parameters.forEach(values::put);
    return values;
  }

  private Map<String, float[]> buffers(String buffer) {
    Map<String, float[]> buffers = new HashMap<>();
    for (int i = 0; i < parameters.layouts().size(); i++) {
      NDArray flat = update.optimizer().buffers().get(buffer).get(i);
      long position = 0;
      for (ModelParameter parameter : parameters.layouts().get(i).parameters()) {
        long end = position + parameter.size();
        buffers.put(parameter.name(), flat.get(position + ":" + end).toFloatArray());
        position = end;
      }
    }
    return buffers;
  }
}
