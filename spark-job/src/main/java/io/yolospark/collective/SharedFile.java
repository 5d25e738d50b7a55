package io.yolospark.collective;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file behind one rank's {@link SharedMemory}. It has a name only until the ranks of the host
 * have mapped it; afterwards the memory lives as long as a process maps it, so that it goes with
 * the processes, however they end.
 */
final class SharedFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SharedFile.class);
  private static final String PREFIX = "yolospark-";

  /** By then the group a file belongs to has formed, or its processes died while it formed. */
  private static final Duration LEFTOVER = Duration.ofHours(1);

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path path;
  private final byte[] nonce;
  private final ByteBuffer memory;

  private SharedFile(Path path, byte[] nonce, ByteBuffer memory) {
    this.path = path;
    this.nonce = nonce;
    this.memory = memory;
  }

  /**
   * Creates a file that only this user can open, with all its memory reserved.
   *
   * @throws IOException as when the folder is missing, full or not writable
   */
  static SharedFile create(Path folder) throws IOException {
    removeLeftovers(folder);
    byte[] nonce = new byte[SharedMemory.NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    Path path = folder.resolve(PREFIX + UUID.randomUUID());
    Set<StandardOpenOption> options =
        EnumSet.of(
            StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean whole = false;
    try (FileChannel file = FileChannel.open(path, options, permissions(folder))) {
      // Written, not extended: a page that the file system cannot provide later is a SIGBUS.
      ByteBuffer content = ByteBuffer.allocateDirect(SharedMemory.BYTES).put(nonce).clear();
      while (content.hasRemaining()) {
        file.write(content);
      }
      SharedFile created = new SharedFile(path, nonce, map(file));
      whole = true;
      return created;
    } finally {
      if (!whole) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Maps another rank's file, if there is one of that name with that nonce. */
  static Optional<SharedMemory> find(Path folder, String name, byte[] nonce) {
    Path path = folder.resolve(name);
    if (!path.getFileName().toString().equals(name) || !Files.isRegularFile(path)) {
      return Optional.empty();
    }
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (file.size() != SharedMemory.BYTES) {
        return Optional.empty();
      }
      MappedByteBuffer mapped = map(file);
      byte[] found = new byte[nonce.length];
      mapped.get(0, found);
      return Arrays.equals(found, nonce) ? Optional.of(new SharedMemory(mapped)) : Optional.empty();
    } catch (IOException e) {
      LOG.warn("Cannot map {}: {}", path, e.getMessage());
      return Optional.empty();
    }
  }

  String name() {
    return path.getFileName().toString();
  }

  byte[] nonce() {
    return nonce.clone();
  }

  SharedMemory memory() {
    return new SharedMemory(memory);
  }

  /** Takes the name away; the memory stays mapped. Idempotent. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("Cannot remove {}: {}", path, e.getMessage());
    }
  }

  private static MappedByteBuffer map(FileChannel file) throws IOException {
    return file.map(MapMode.READ_WRITE, 0, SharedMemory.BYTES);
  }

  private static FileAttribute<?>[] permissions(Path folder) throws IOException {
    return Files.getFileStore(folder).supportsFileAttributeView("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static void removeLeftovers(Path folder) throws IOException {
    Instant latest = Instant.now().minus(LEFTOVER);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*")) {
      for (Path file : files) {
        try {
          if (Files.getLastModifiedTime(file).toInstant().isBefore(latest)) {
            Files.deleteIfExists(file);
          }
        } catch (IOException e) {
          LOG.debug("cannot remove {}: {}", file, e.getMessage()); // another user's, or just gone
        }
      }
    }
  }
}
