package io.yolospark.report;

import io.yolospark.Python;
import java.io.IOException;
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
    return Python.has("tensorboard.backend.event_processing");
  }

  /** JSON: run, tag, list of step and value. */
  static String scalars(Path folder) throws IOException, InterruptedException {
    return Python.run(SCRIPT, folder);
  }
}
