package io.yolospark.collective;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A {@link LoopingRank} and what it has printed so far, its log included. */
final class RankProcess implements AutoCloseable {

  /**
   * A printed line.
   *
   * @param nanos when it came, on {@link System#nanoTime}
   */
  record Line(long nanos, String text) {}

  private final Process process;
  private final List<Line> lines = new ArrayList<>();
  private boolean closed;

  private RankProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * @param compiler the JVM's option for it: the simple one starts faster, but has no fast AES
   */
  static RankProcess start(String compiler, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    String root = System.getProperty("yolospark.root", ".");
    command.addAll(
        List.of(
            "-Xmx128m",
            compiler,
            "-Dlog4j2.configurationFile=" + root + "/conf/log4j2.properties",
            "-cp",
            System.getProperty("java.class.path"),
            LoopingRank.class.getName()));
    command.addAll(List.of(arguments));
    return new RankProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** The first line that fits, now or within the limit. */
  synchronized Optional<Line> await(Predicate<String> wanted, Duration limit)
      throws InterruptedException {
    Deadline deadline = Deadline.after(limit);
    while (true) {
      Optional<Line> found = lines.stream().filter(line -> wanted.test(line.text())).findFirst();
      if (found.isPresent() || closed || deadline.expired()) {
        return found;
      }
      TimeUnit.MILLISECONDS.timedWait(this, deadline.remainingMillis());
    }
  }

  synchronized List<String> printed() {
    return lines.stream().map(Line::text).toList();
  }

  void tell(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Sends a signal, as STOP. */
  void signal(String name) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
    if (code != 0) {
      throw new IOException("kill -" + name + " failed: " + code);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String text = output.readLine(); text != null; text = output.readLine()) {
        add(new Line(System.nanoTime(), text));
      }
    } catch (IOException e) {
      add(new Line(System.nanoTime(), "cannot read: " + e.getMessage()));
    }
    synchronized (this) {
      closed = true;
      notifyAll();
    }
  }

  private synchronized void add(Line line) {
    lines.add(line);
    notifyAll();
  }
}
