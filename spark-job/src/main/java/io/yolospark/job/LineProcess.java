package io.yolospark.job;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that takes a line on its standard input and says "answer" and its answer on its
 * standard output; other output is kept to explain a failure. It is to end when its input ends,
 * which happens also when this JVM dies. For one thread.
 */
final class LineProcess implements AutoCloseable {

  private static final String ANSWER = "answer ";

  /** Exit codes of processes that a signal ended are this and its number. */
  private static final int SIGNALS = 128;

  private static final int SIGKILL = 9;

  private final Process process;
  private final Writer input;
  private final BlockingQueue<Optional<String>> output = new LinkedBlockingQueue<>();
  private String last = "it ended without a word";

  private LineProcess(Process process) {
    this.process = process;
    input = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, "output of process " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts the process.
   *
   * @throws IOException if there is no such program
   */
  static LineProcess start(List<String> command) throws IOException {
    return new LineProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /**
   * Sends a line. If the process has ended, its next answer is what says why.
   *
   * @throws IOException if the process is there and takes no input
   */
  void send(String line) throws IOException {
    try {
      input.write(line);
      input.write('\n');
      input.flush();
    } catch (IOException e) {
      if (!hasEnded()) {
        throw e;
      }
    }
  }

  /**
   * The next answer.
   *
   * @throws IOException with the signal that ended the process, or else with the last thing it
   *     said, if it ended instead; or if there is none within the limit
   */
  String answer(Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (true) {
        Optional<String> line = output.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (line == null) {
          throw new IOException("no answer within %d s".formatted(limit.toSeconds()));
        }
        String text = line.orElseThrow(() -> new IOException(farewell()));
        if (text.startsWith(ANSWER)) {
          return text.substring(ANSWER.length());
        }
        last = text.isBlank() ? last : text; // of a stack trace in Python the last line says most
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for an answer", e);
    }
  }

  private String farewell() {
    int code = hasEnded() ? process.exitValue() : 0;
    if (code <= SIGNALS) {
      return last;
    }
    String signal = "it was ended by signal " + (code - SIGNALS);
    return wasKilled() ? signal + ", which Linux sends where memory ends" : signal;
  }

  /** Whether the process ended by SIGKILL, which Linux sends where memory ends. */
  boolean wasKilled() {
    return hasEnded() && process.exitValue() == SIGNALS + SIGKILL;
  }

  /** A process that closed its pipes may live for a moment. */
  private boolean hasEnded() {
    try {
      return process.waitFor(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(Optional.of(line));
      }
    } catch (IOException e) {
      output.add(Optional.of(e.toString()));
    }
    output.add(Optional.empty());
  }

  /** Tells the process that it is to end. */
  void endInput() {
    try {
      input.close();
    } catch (IOException e) {
      kill();
    }
  }

  /** Ends the input, and kills the process if that does not end it within seconds. */
  @Override
  public void close() {
    endInput();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  /** Kills the process. */
  void kill() {
    process.destroyForcibly();
  }
}
