package io.yolospark.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.config.ConfigLoader.Sections;
import io.yolospark.device.OutOfMemory;
import java.io.IOException;
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

  private final List<String> command;
  private final String task;
  private final int warmUp;
  private final String name;
  private final boolean peer;
  private LineProcess process;
  private int steps;

  /** Starts the process; without a name the contender has what it calls itself. */
  private StepContender(
      List<String> command, String task, int warmUp, String prefix, String name, boolean peer)
      throws IOException {
    this.command = List.copyOf(command);
    this.task = task;
    this.warmUp = warmUp;
    this.peer = peer;
    String hello = start();
    this.name = name == null ? prefix + hello : name;
  }

  /**
   * This application, in a JVM of its own.
   *
   * @param warmUp steps that a process makes before one that counts
   * @throws ClusterException if there is no such JVM
   */
  static StepContender own(String name, StepCase step, Sections settings, int warmUp) {
    StepTask task =
        new StepTask(
            settings.model(),
            settings.train(),
            step.classes(),
            step.images(),
            step.boxes(),
            step.threads());
    List<String> command = OwnJava.command(StepProgram.class, List.of("-Xmx1g"));
    try {
      return new StepContender(command, Serialized.write(task), warmUp, "", name, false);
    } catch (IOException e) {
      throw new ClusterException(name + " does not start: " + e.getMessage(), e);
    }
  }

  /**
   * Plain PyTorch.
   *
   * @param tuned with the allocator settings of this process; else as the system has it
   * @param warmUp steps that a process makes before one that counts
   * @throws IOException saying why, if there is no such interpreter or it lacks torch
   */
  static StepContender python(String python, StepCase step, boolean tuned, int warmUp)
      throws IOException {
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
    return new StepContender(
        command, line, warmUp, tuned ? "tuned PyTorch " : "PyTorch ", null, true);
  }

  /** Starts the process, and returns what it calls itself. */
  private String start() throws IOException {
    process = LineProcess.start(command);
    steps = 0;
    try {
      String hello = process.answer(START_LIMIT);
      process.send(task);
      return hello;
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

  /**
   * Makes a step, after those to warm up; starts the process if there is none.
   *
   * @return seconds of the phases, then bytes
   * @throws MemoryException if the process had not enough memory
   * @throws ClusterException if it ended for another reason
   */
  double[] step() {
    try {
      if (process == null) {
        start();
      }
      while (steps < warmUp) {
        next();
      }
      return next();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private double[] next() throws IOException {
    steps++;
    process.send("step");
    return Arrays.stream(process.answer(STEP_LIMIT).split(" "))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private RuntimeException failure(IOException cause) {
    String text = "%s failed in step %d: %s".formatted(name, steps, cause.getMessage());
    return process.wasKilled() || OutOfMemory.causes(cause)
        ? new MemoryException(text + "; give smaller --batches or --sizes, or --alone")
        : new ClusterException(text, cause);
  }

  /** Ends the process. */
  @Override
  public void close() {
    if (process != null) {
      process.close();
      process = null;
    }
  }
}
