package io.yolospark.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.config.ConfigLoader.Sections;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A process that makes a whole training step whenever it is told to, and answers with the seconds
 * of forward, loss, backward, optimizer and moving average, and the most bytes it had in memory.
 */
final class StepContender implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(1);
  private static final Duration STEP_LIMIT = Duration.ofMinutes(20);

  /** What this application's launcher sets, and the usual trainer does not have. */
  private static final List<String> OWN_ENVIRONMENT =
      List.of(
          "MALLOC_MMAP_THRESHOLD_",
          "MALLOC_TRIM_THRESHOLD_",
          "MALLOC_TOP_PAD_",
          "MALLOC_ARENA_MAX",
          "LD_PRELOAD");

  private final LineProcess process;
  private final String name;
  private final boolean peer;

  private StepContender(LineProcess process, String name, boolean peer) {
    this.process = process;
    this.name = name;
    this.peer = peer;
  }

  /** This application, in a JVM of its own. */
  static StepContender own(String name, StepCase step, Sections settings) throws IOException {
    StepTask task =
        new StepTask(
            settings.model(),
            settings.train(),
            step.classes(),
            step.images(),
            step.boxes(),
            step.threads());
    LineProcess process = LineProcess.start(OwnJava.command(StepProgram.class, List.of("-Xmx1g")));
    return started(process, "", name, false, Serialized.write(task));
  }

  /**
   * Plain PyTorch.
   *
   * @param tuned with the allocator settings of this process; else as the system has it
   * @throws IOException saying why, if there is no such interpreter or it lacks torch
   */
  static StepContender python(String python, StepCase step, boolean tuned) throws IOException {
    List<String> command = new ArrayList<>(List.of("env"));
    if (!tuned) {
      OWN_ENVIRONMENT.forEach(variable -> command.addAll(List.of("-u", variable)));
    }
    command.addAll(List.of(python, "-c", Resources.text("step_benchmark.py")));
    Map<String, Object> task = new LinkedHashMap<>();
    task.put("table", Resources.text("/io/yolospark/model/" + step.variant() + ".table"));
    task.put("classes", step.classes());
    task.put("side", step.side());
    task.put("images", step.images());
    task.put("boxes", step.boxes());
    task.put("threads", step.threads());
    String line = new ObjectMapper().writeValueAsString(task);
    return started(
        LineProcess.start(command), tuned ? "tuned PyTorch " : "PyTorch ", null, true, line);
  }

  private static StepContender started(
      LineProcess process, String prefix, String name, boolean peer, String task)
      throws IOException {
    try {
      String hello = process.answer(START_LIMIT);
      process.send(task);
      return new StepContender(process, name == null ? prefix + hello : name, peer);
    } catch (IOException e) {
      process.kill();
      throw e;
    }
  }

  String name() {
    return name;
  }

  /** Whether others are measured against it. */
  boolean peer() {
    return peer;
  }

  /** Makes a step: seconds of the phases, then bytes. */
  double[] step() {
    try {
      process.send("step");
      return Arrays.stream(process.answer(STEP_LIMIT).split(" "))
          .mapToDouble(Double::parseDouble)
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
