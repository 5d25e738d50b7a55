package io.yolospark.job;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JVMs that run a class of this application. */
final class OwnJava {

  private OwnJava() {}

  /** The command that runs the main method of a class with the class path of this JVM. */
  static List<String> command(Class<?> main, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** That of this JVM, and the application jar, which spark-submit loads by a loader of its own. */
  private static String classPath() {
    try {
      Path own = Path.of(OwnJava.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return own + File.pathSeparator + System.getProperty("java.class.path");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
