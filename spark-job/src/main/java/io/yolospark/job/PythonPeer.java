package io.yolospark.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A Python process that does the work of {@code data_benchmark.py} when it is told to. One thread.
 */
final class PythonPeer implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(1);
  private static final Duration WORK_LIMIT = Duration.ofMinutes(10);

  private final LineProcess process;
  private final String version;

  private PythonPeer(LineProcess process) throws IOException {
    this.process = process;
    version = process.answer(START_LIMIT);
  }

  /**
   * Starts the process and sends it its task.
   *
   * @throws IOException saying why, if there is no such interpreter or it lacks a module
   */
  static PythonPeer start(String python, Map<String, ?> task) throws IOException {
    String script = Resources.text("data_benchmark.py");
    LineProcess process = LineProcess.start(List.of(python, "-c", script));
    try {
      PythonPeer peer = new PythonPeer(process);
      process.send(new ObjectMapper().writeValueAsString(task));
      return peer;
    } catch (IOException e) {
      process.kill();
      throw e;
    }
  }

  /** Version of OpenCV-Python. */
  String version() {
    return version;
  }

  /**
   * Seconds that a piece of work took.
   *
   * @throws ClusterException if the process ended instead
   */
  double seconds(String work) {
    try {
      process.send(work);
      return Double.parseDouble(process.answer(WORK_LIMIT));
    } catch (IOException e) {
      throw new ClusterException("OpenCV-Python failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
