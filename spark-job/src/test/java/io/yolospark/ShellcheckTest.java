package io.yolospark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shell scripts, as shellcheck sees them; skipped where it is not installed. */
class ShellcheckTest {

  private static final Path ROOT = Path.of(System.getProperty("yolospark.root"));

  @Test
  void scriptsAreClean() throws IOException, InterruptedException {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "shellcheck"))),
        "shellcheck is not installed");
    List<String> command = new ArrayList<>(List.of("shellcheck", "--external-sources"));
    try (Stream<Path> files = Files.list(ROOT.resolve("submit"))) {
      files.filter(ShellcheckTest::isScript).forEach(file -> command.add(file.toString()));
    }
    assertThat(command).hasSizeGreaterThan(2);

    Process shellcheck =
        new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true).start();
    String output = new String(shellcheck.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(shellcheck.waitFor()).as(output).isZero();
  }

  private static boolean isScript(Path file) {
    try {
      String text = Files.readString(file);
      return text.startsWith("#!/usr/bin/env bash") || text.contains("# shellcheck shell=bash");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
