package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.config.Configs;
import io.yolospark.device.Compute;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.SafetensorsReader;
import io.yolospark.model.StateDict;
import io.yolospark.model.Tensor;
import io.yolospark.model.YoloBlock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                                  "best": {"epoch": 1, "lastEqual": 2, "metrics": null},
                                  "validationBatches": [[3, 1], [3]],
                                  "sizes": {"microBatch": 5, "validationBatch": 3}},
                     "emaUpdates": 1,
                     "files": {"state.safetensors": {"bytes": %d, "crc32c": %d}}}
                    """
                        .formatted(state.length, checksum.getValue())));
  }

  @Test
  void withoutAWholeStateThereIsNoManifest() throws IOException {
    // a folder where the state belongs: it cannot be written
    Files.createDirectories(folder.resolve("epoch-00001/state.safetensors/x"));

    assertThatThrownBy(() -> write(2, 1))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Cannot write a checkpoint to");
    assertThat(folder.resolve("epoch-00001/manifest.json")).doesNotExist();
  }

  @Test
  void onlyOlderOnesAreDeleted() throws IOException {
    Files.createDirectories(folder.resolve("notes"));
    Files.createDirectories(folder.resolve("epoch-00009"));
    for (int epoch = 1; epoch <= 4; epoch++) {
      write(2, epoch);
    }

    try (Stream<Path> list = Files.list(folder)) {
      assertThat(list.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("epoch-00003", "epoch-00004", "epoch-00009", "notes");
    }
  }

  private void write(int keep, int epochsDone) {
    new Checkpoints(new org.apache.hadoop.fs.Path(folder.toUri()), keep, new Configuration())
        .write(block, parameters, update, progress(epochsDone, 0));
  }

  private static Progress progress(int epochs, int step) {
    return new Progress(
        epochs,
        step,
        10,
        List.of(0.1, 0.25, 3.0),
        new Best.State(1, 2, null),
        List.of(List.of(3, 1), List.of(3)),
        new CurrentSizes(5, 3));
  }

  private void writeWithin(int epochs, int step) {
    new Checkpoints(new org.apache.hadoop.fs.Path(folder.toUri()), 9, new Configuration())
        .write(block, parameters, update, progress(epochs, step));
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
    writeWithin(2, 0);
    writeWithin(3, 0);
    Path flipped = folder.resolve("epoch-00003/state.safetensors");
    byte[] state = Files.readAllBytes(flipped);
    state[state.length / 2] ^= 4;
    Files.write(flipped, state);
    Files.delete(folder.resolve("epoch-00002/manifest.json"));

    Checkpoint found = newest(output, damage).orElseThrow();
    assertThat(found.location()).endsWith("epoch-00001-step-000007");
    assertThat(List.of(found.epochs(), found.step())).containsExactly(1, 7);
    assertThat(found.read(new Configuration()).progress()).isEqualTo(progress(1, 7));
    assertThat(damage)
        .hasSize(2)
        .anyMatch(line -> line.contains("epoch-00003 is not whole: ") && line.contains("checksum"))
        .anyMatch(line -> line.contains("epoch-00002 is not whole: "));
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
