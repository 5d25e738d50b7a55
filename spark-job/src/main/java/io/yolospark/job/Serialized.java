package io.yolospark.job;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Base64;

/** Objects as words of text, for the programs that a benchmark starts. */
final class Serialized {

  private Serialized() {}

  static String write(Serializable object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
      objects.writeObject(object);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  static <T> T read(String word, Class<T> type) throws IOException {
    byte[] bytes = Base64.getDecoder().decode(word);
    try (ObjectInputStream objects = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return type.cast(objects.readObject());
    } catch (ClassNotFoundException e) {
      throw new IOException(e);
    }
  }
}
