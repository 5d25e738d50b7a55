package io.yolospark.report;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.tensorflow.proto.Event;

/** Reads TensorBoard's event files, checksums and all, with TensorFlow's messages. */
public final class EventFiles {

  private EventFiles() {}

  /** All events of the files of a folder, in the order of their names, without those below it. */
  public static List<Event> read(FileSystem fileSystem, Path folder) throws IOException {
    List<Event> events = new ArrayList<>();
    FileStatus[] files = fileSystem.listStatus(folder);
    Arrays.sort(files); // a local folder lists them in any order
    for (FileStatus status : files) {
      if (status.isFile()) {
        events.addAll(readFile(fileSystem, status.getPath()));
      }
    }
    return events;
  }

  /** {@code step:value} of each point of a tag. */
  public static List<String> points(List<Event> events, String tag) {
    return events.stream()
        .flatMap(
            event ->
                event.getSummary().getValueList().stream()
                    .filter(value -> value.getTag().equals(tag))
                    .map(value -> event.getStep() + ":" + value.getSimpleValue()))
        .toList();
  }

  private static List<Event> readFile(FileSystem fileSystem, Path path) throws IOException {
    List<Event> events = new ArrayList<>();
    byte[] bytes;
    try (InputStream in = fileSystem.open(path)) {
      bytes = in.readAllBytes();
    }
    DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(bytes));
    while (in.available() > 0) {
      byte[] length = in.readNBytes(8);
      check(path, length, in.readInt());
      byte[] message =
          in.readNBytes((int) Long.reverseBytes(java.nio.ByteBuffer.wrap(length).getLong()));
      check(path, message, in.readInt());
      events.add(Event.parseFrom(message));
    }
    return events;
  }

  private static void check(Path path, byte[] bytes, int stored) throws IOException {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    long value = crc.getValue();
    // as the format's description has it, in 32 bits without a sign
    long masked = (((value >>> 15) | (value << 17)) + 0xa282ead8L) & 0xffffffffL;
    if (Integer.reverseBytes(stored) != (int) masked) {
      throw new IOException(path + ": wrong checksum");
    }
  }
}
