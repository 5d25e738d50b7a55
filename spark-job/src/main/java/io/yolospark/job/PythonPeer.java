package io.yolospark.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Python process that does the work of {@code data_benchmark.py} when it is told to. One thread.
 */
final class PythonPeer implements AutoCloseable {

  private final Process process;
  private final Writer requests;
  private final BufferedReader answers;
  private final String version;

  private PythonPeer(Process process) throws IOException {
    this.process = process;
    requests = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
    version = answer();
  }

  /**
   * Starts the process and sends it its task.
   *
   * @throws IOException saying why, if there is no such interpreter or it lacks a module
   */
  static PythonPeer start(String python, Map<String, ?> task) throws IOException {
    String script;
    try (InputStream in = PythonPeer.class.getResourceAsStream("data_benchmark.py")) {
      script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Process process = new ProcessBuilder(python, "-c", script).redirectErrorStream(true).start();
    try {
      PythonPeer peer = new PythonPeer(process);
      peer.send(new ObjectMapper().writeValueAsString(task));
      return peer;
    } catch (IOException e) {
      process.destroy();
      throw e;
    }
  }

  /** Version of OpenCV-Python. */
  String version() {
    return version;
  }

  /** Seconds that a piece of work took. */
  double seconds(String work) {
    try {
      send(work);
      return Double.parseDouble(answer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void send(String line) throws IOException {
    requests.write(line);
    requests.write('\n');
    requests.flush();
  }

  private String answer() throws IOException {
    String last = "it ended without a word";
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith("answer ")) {
        return line.substring("answer ".length());
      }
      last = line.isBlank() ? last : line; // of a stack trace the last line says most
    }
    throw new IOException(last);
  }

  @Override
  public void close() throws IOException {
    requests.close(); // the end of its work
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
