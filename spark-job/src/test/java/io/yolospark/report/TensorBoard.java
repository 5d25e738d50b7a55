package io.yolospark.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** TensorBoard itself, where {@code python3} on the path has it. */
final class TensorBoard {

  /** All its loaders read from a folder, as it does before it draws: steps and values by tag. */
  private static final String SCRIPT =
      """
      import json, sys
      from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
      from tensorboard.util import tensor_util
      runs = EventMultiplexer().AddRunsFromDirectory(sys.argv[1]).Reload()
      print(json.dumps({
          run: {tag: [[event.step, float(tensor_util.make_ndarray(event.tensor_proto))]
                      for event in runs.Tensors(run, tag)]
                for tag in runs.GetAccumulator(run).Tags()['tensors']}
          for run in sorted(runs.Runs())}))
      """;

  private TensorBoard() {}

  static boolean installed() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "-c", "import tensorboard.backend.event_processing")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** JSON: run, tag, list of step and value. */
  static String scalars(Path folder) throws IOException, InterruptedException {
    Path answer = Files.createTempFile("scalars", ".json");
    Path complaint = Files.createTempFile("complaint", ".txt");
    try {
      int code =
          new ProcessBuilder("python3", "-c", SCRIPT, folder.toString())
              .redirectOutput(answer.toFile())
              .redirectError(complaint.toFile())
              .start()
              .waitFor();
      if (code != 0) {
        throw new IOException("TensorBoard failed: " + Files.readString(complaint));
      }
      return Files.readString(answer);
    } finally {
      Files.delete(answer);
      Files.delete(complaint);
    }
  }
}
