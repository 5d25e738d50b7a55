package io.yolospark.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How ranks that are processes of their own learn each other's address: files in a folder. */
final class Rendezvous {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Rendezvous() {}

  /** The addresses of all ranks, by rank. */
  static List<String> meet(Path where, int worldSize, int rank, String address)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(where);
    Path own = Files.writeString(folder.resolve("own-" + rank), address);
    Files.move(own, folder.resolve("rank-" + rank), StandardCopyOption.ATOMIC_MOVE);
    List<String> addresses = new ArrayList<>();
    long end = System.nanoTime() + LIMIT.toNanos();
    while (addresses.size() < worldSize) {
      Path next = folder.resolve("rank-" + addresses.size());
      if (Files.exists(next)) {
        addresses.add(Files.readString(next));
      } else if (System.nanoTime() > end) {
        throw new IOException(next + " is missing after " + LIMIT);
      } else {
        Thread.sleep(20);
      }
    }
    return addresses;
  }
}
