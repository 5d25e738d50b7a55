package io.yolospark.config;

import java.io.IOException;
import java.nio.file.Path;

/** Where config files and dataset descriptors are read from. */
@FunctionalInterface
public interface TextSource {

  /**
   * Reads a whole UTF-8 text file.
   *
   * @param location what the user wrote after {@code --config}, or a location that {@link #qualify}
   *     and the relative paths of a config led to
   * @throws IOException if there is no such file or it cannot be read
   */
  String read(String location) throws IOException;

  /**
   * The absolute form of a location; relative paths in a file are resolved against the folder of
   * the result, so that they stay in the file system of that file. Locations with a scheme or a
   * leading slash are returned as they are.
   *
   * @throws IllegalArgumentException if it is neither a path nor a URI
   */
  default String qualify(String location) {
    return Locations.resolve(Path.of("").toAbsolutePath().toString(), location);
  }
}
