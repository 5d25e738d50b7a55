package io.yolospark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs for {@code python3}, where the path has it: other people's libraries, to compare with.
 */
public final class Python {

  private Python() {}

  /** Whether there is one that has the module. */
  public static boolean has(String module) throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "-c", "import " + module)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Runs a program to its end.
   *
   * @return what it wrote
   * @throws IOException with what it complained of, if it failed
   */
  public static String run(String program, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3", "-c", program));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path answer = Files.createTempFile("answer", ".txt");
    Path complaint = Files.createTempFile("complaint", ".txt");
    try {
      int code =
          new ProcessBuilder(command)
              .redirectOutput(answer.toFile())
              .redirectError(complaint.toFile())
              .start()
              .waitFor();
      if (code != 0) {
        throw new IOException("python3 failed: " + Files.readString(complaint));
      }
      return Files.readString(answer);
    } finally {
      Files.delete(answer);
      Files.delete(complaint);
    }
  }
}
