package io.yolospark.job;

import io.yolospark.device.Compute;
import io.yolospark.train.TimedStep;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A process that makes a training step for each line on its standard input; the first one says
 * which. Answers as {@link StepContender} expects.
 */
final class StepProgram {

  private StepProgram() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println("answer yolospark");
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      StepTask task = Serialized.read(in.readLine(), StepTask.class);
      Compute.start(task.threads());
      try (TimedStep step =
          new TimedStep(task.model(), task.train(), task.classes(), task.images(), task.boxes())) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          String seconds =
              Arrays.stream(step.run()).mapToObj(Double::toString).collect(Collectors.joining(" "));
          System.out.println("answer " + seconds + " " + step.peak());
        }
      }
    } catch (RuntimeException | IOException | OutOfMemoryError e) {
      // the last line explains the end; those after the first are a trace of the engine
      System.out.println(e.toString().lines().findFirst().orElseThrow());
      System.exit(1);
    }
  }
}
