package io.yolospark.collective;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which ranks are on one host: those that find each other's new file, with the random
 * bytes that its creator has told, on a machine that was booted the same time. Names and addresses
 * of hosts prove nothing: containers share them, and one host has many.
 */
final class HostDiscovery {

  private static final Logger LOG = LoggerFactory.getLogger(HostDiscovery.class);

  /** Operations that {@link #discover} runs. */
  static final int OPERATIONS = 2;

  private static final Path MEMORY_FOLDER = Path.of("/dev/shm");

  /** A file may be seen from another host, over a network file system; this is not. */
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  private final AllReduceConfig settings;
  private final Path folder;

  HostDiscovery(AllReduceConfig settings) {
    this.settings = settings;
    this.folder = folder(settings.sharedFolder());
  }

  /**
   * To be called by all ranks; exchanges two rounds of messages.
   *
   * @throws CollectiveException if the settings insist on shared memory and it is not there
   */
  Placement discover(Collective group) {
    Optional<SharedFile> own = create(group.rank());
    try {
      byte[][] notes = group.allGather(own.map(HostDiscovery::note).orElse(new byte[0]));
      Map<Integer, SharedMemory> seen = new TreeMap<>();
      own.ifPresent(file -> seen.putAll(find(notes)));
      seen.put(group.rank(), own.map(SharedFile::memory).orElseGet(SharedMemory::unshared));
      byte[][] views = group.allGather(encode(List.copyOf(seen.keySet())));
      List<List<Integer>> hosts = group(views);
      requireOneHost(group.rank(), hosts);
      return new Placement(hosts, host(group.rank(), hosts, seen));
    } finally {
      own.ifPresent(SharedFile::close);
    }
  }

  private Optional<SharedFile> create(int rank) {
    try {
      return Optional.of(SharedFile.create(folder));
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      LOG.warn(
          "Rank {} shares no memory with others: cannot create a file of {} bytes in {}: {}; set"
              + " all-reduce.shared-folder to a folder in memory with room for it",
          rank,
          SharedMemory.BYTES,
          folder,
          reason);
      return Optional.empty();
    }
  }

  /** What the others have to know of a file: its nonce, the boot, its name. */
  private static byte[] note(SharedFile file) {
    byte[] text = (boot() + "\n" + file.name()).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(SharedMemory.NONCE_BYTES + text.length)
        .put(file.nonce())
        .put(text)
        .array();
  }

  private Map<Integer, SharedMemory> find(byte[][] notes) {
    Map<Integer, SharedMemory> found = new TreeMap<>();
    String boot = boot();
    for (int rank = 0; rank < notes.length; rank++) {
      ByteBuffer note = ByteBuffer.wrap(notes[rank]);
      if (note.remaining() > SharedMemory.NONCE_BYTES) {
        byte[] nonce = new byte[SharedMemory.NONCE_BYTES];
        note.get(nonce);
        String[] text = StandardCharsets.UTF_8.decode(note).toString().split("\n", 2);
        if (text[0].equals(boot)) {
          Optional<SharedMemory> memory = SharedFile.find(folder, text[1], nonce);
          if (memory.isPresent()) {
            found.put(rank, memory.get());
          }
        }
      }
    }
    return found;
  }

  /**
   * Hosts from what every rank sees: a rank joins the first host whose ranks it sees and that see
   * it.
   */
  static List<List<Integer>> group(byte[][] views) {
    List<List<Integer>> seen = new ArrayList<>();
    for (byte[] view : views) {
      seen.add(decode(view));
    }
    List<List<Integer>> hosts = new ArrayList<>();
    for (int i = 0; i < views.length; i++) {
      int rank = i;
      hosts.stream()
          .filter(
              host ->
                  host.stream()
                      .allMatch(
                          other ->
                              seen.get(other).contains(rank) && seen.get(rank).contains(other)))
          .findFirst()
          .ifPresentOrElse(host -> host.add(rank), () -> hosts.add(new ArrayList<>(List.of(rank))));
    }
    return hosts;
  }

  private void requireOneHost(int rank, List<List<Integer>> hosts) {
    if (settings.transport() == Transport.SHARED_MEMORY && hosts.size() > 1) {
      throw new CollectiveException(
          String.format(
              "rank %d of %d: Cannot reduce by all-reduce.transport: shared-memory: ranks %s share no"
                  + " memory (no common file in %s); accepted then: auto or tcp",
              rank, hosts.stream().mapToInt(List::size).sum(), hosts, folder));
    }
  }

  private static Host host(int rank, List<List<Integer>> hosts, Map<Integer, SharedMemory> seen) {
    List<Integer> ranks =
        hosts.stream().filter(host -> host.contains(rank)).findFirst().orElseThrow();
    return new Host(ranks, ranks.stream().map(seen::get).toList(), ranks.indexOf(rank));
  }

  static byte[] encode(List<Integer> ranks) {
    ByteBuffer bytes = ByteBuffer.allocate(ranks.size() * Integer.BYTES);
    ranks.forEach(bytes::putInt);
    return bytes.array();
  }

  private static List<Integer> decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    List<Integer> ranks = new ArrayList<>();
    while (buffer.hasRemaining()) {
      ranks.add(buffer.getInt());
    }
    return ranks;
  }

  private static Path folder(String setting) {
    if (setting != null) {
      return Path.of(setting);
    }
    return Files.isWritable(MEMORY_FOLDER)
        ? MEMORY_FOLDER
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private static String boot() {
    try {
      return Files.readString(BOOT).strip();
    } catch (IOException e) {
      return ""; // no Linux: the file must do
    }
  }
}
