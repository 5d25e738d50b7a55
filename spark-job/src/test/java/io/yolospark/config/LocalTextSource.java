package io.yolospark.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text files of this machine. */
public final class LocalTextSource implements TextSource {

  @Override
  public String read(String location) throws IOException {
    return Files.readString(Path.of(location));
  }
}
