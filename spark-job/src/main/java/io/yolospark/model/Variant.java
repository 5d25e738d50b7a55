package io.yolospark.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of a model: a resource {@code NAME.table} beside this class. A new model is a new
 * table.
 */
record Variant(String name, List<Row> rows) {

  static Variant named(String name) {
    try (InputStream stream = Variant.class.getResourceAsStream(name + ".table")) {
      if (stream == null) {
        throw new IllegalArgumentException("Unknown model variant: " + name);
      }
      return new Variant(
          name, parse(new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the table of model variant " + name, e);
    }
  }

  private static List<Row> parse(BufferedReader reader) throws IOException {
    List<Row> rows = new ArrayList<>();
    String segment = "backbone";
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith("segment ")) {
        segment = line.substring("segment ".length()).trim();
      } else if (!line.isBlank() && !line.startsWith("#")) {
        rows.add(Row.parse(line, segment));
      }
    }
    return List.copyOf(rows);
  }
}
