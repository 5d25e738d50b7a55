package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.SafetensorsWriter;
import io.yolospark.model.StateDict;
import io.yolospark.model.Tensor;
import io.yolospark.model.YoloBlock;
import io.yolospark.report.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Checkpoints of a run: one folder each, with {@value #STATE} (parameters, {@code ema.} tensors,
 * and the optimizer's buffers, such as {@code momentum.} tensors) and {@value #MANIFEST} (progress,
 * size and checksum of the state), which is written last: a folder without it is not a checkpoint.
 */
final class Checkpoints {

  static final String STATE = "state.safetensors";
  static final String MANIFEST = "manifest.json";
  static final String FOLDER = "checkpoints";
  static final String PREFIX = "epoch-";

  private final Path folder;
  private final int keep;
  private final Configuration hadoop;

  Checkpoints(Path folder, int keep, Configuration hadoop) {
    this.folder = folder;
    this.keep = keep;
    this.hadoop = hadoop;
  }

  /** Writes a checkpoint, then deletes older ones beyond the number to keep. */
  void write(YoloBlock block, FlatParameters parameters, Update update, Progress progress) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      SafetensorsWriter.write(
          bytes, Map.of("format", "pt"), tensors(block, parameters, update, progress));
      byte[] state = bytes.toByteArray();
      Path target = new Path(folder, name(progress));
      WholeFile.write(hadoop, new Path(target, STATE), state);
      WholeFile.write(hadoop, new Path(target, MANIFEST), manifest(state, update, progress));
      deleteOlder(target);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write a checkpoint to " + folder, e);
    }
  }

  /** Names sort by progress: an epoch's before those within the epoch that follows. */
  private static String name(Progress progress) {
    String epochs = PREFIX + "%05d".formatted(progress.epochs());
    return progress.step() == 0 ? epochs : epochs + "-step-%06d".formatted(progress.step());
  }

  private static List<Tensor> tensors(
      YoloBlock block, FlatParameters parameters, Update update, Progress progress) {
    Map<String, float[]> own = values(parameters);
    Map<String, float[]> average = values(update.ema().average());
    List<Tensor> tensors =
        new ArrayList<>(StateDict.of(block, each -> own.get(each.name()), progress.steps()));
    for (ModelParameter parameter : block.modelParameters()) {
      tensors.add(tensor("ema." + parameter.name(), parameter, average.get(parameter.name())));
    }
    update
        .optimizer()
        .buffers()
        .forEach(
            (name, buffers) -> {
              for (int i = 0; i < buffers.size(); i++) {
                tensors.addAll(buffer(name, parameters.layouts().get(i), buffers.get(i)));
              }
            });
    return tensors;
  }

  private static List<Tensor> buffer(String name, SegmentLayout layout, NDArray buffer) {
    float[] flat = buffer.toFloatArray();
    List<Tensor> tensors = new ArrayList<>();
    int offset = 0;
    for (ModelParameter parameter : layout.parameters()) {
      float[] part = Arrays.copyOfRange(flat, offset, offset + parameter.size());
      tensors.add(tensor(name + "." + parameter.name(), parameter, part));
      offset += parameter.size();
    }
    return tensors;
  }

  private static Tensor tensor(String name, ModelParameter parameter, float[] values) {
    return new Tensor(name, parameter.shape().getShape(), values);
  }

  private static Map<String, float[]> values(FlatParameters parameters) {
    Map<String, float[]> values = new HashMap<>();
    parameters.forEach(values::put);
    return values;
  }

  private static byte[] manifest(byte[] state, Update update, Progress progress)
      throws IOException {
    CRC32C checksum = new CRC32C();
    checksum.update(state);
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("progress", progress);
    manifest.put("emaUpdates", update.ema().updates());
    manifest.put(
        "files",
        Map.of(
            STATE,
            new TreeMap<>(Map.of("bytes", (long) state.length, "crc32c", checksum.getValue()))));
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
  }

  private void deleteOlder(Path newest) throws IOException {
    FileSystem fileSystem = folder.getFileSystem(hadoop);
    FileStatus[] found =
        fileSystem.listStatus(
            folder,
            path ->
                path.getName().startsWith(PREFIX)
                    && path.getName().compareTo(newest.getName()) <= 0);
    Arrays.sort(found);
    for (int i = 0; i < found.length - keep; i++) {
      fileSystem.delete(found[i].getPath(), true /* recursive */);
    }
  }
}
