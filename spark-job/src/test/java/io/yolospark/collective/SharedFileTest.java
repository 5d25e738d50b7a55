package io.yolospark.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.collective.SharedMemory.Counter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedFileTest {

  @TempDir private Path folder;

  @Test
  void whatTheOwnerWritesTheFinderReadsAfterTheNameHasGone() throws Exception {
    try (SharedFile file = SharedFile.create(folder)) {
      SharedMemory found = SharedFile.find(folder, file.name(), file.nonce()).orElseThrow();
      file.close();
      assertThat(folder).isEmptyDirectory();
      SharedMemory own = file.memory();
      own.terms().put(SharedMemory.slot(SharedMemory.SLOTS - 1), 3.5f);
      own.passage().put(SharedMemory.slot(SharedMemory.SLOTS - 1), 4.5f);
      own.letter(7).putLong(42);
      for (Counter counter : Counter.values()) {
        own.count(counter, 1000 + counter.name().length());
      }
      assertThat(found.terms().get(SharedMemory.slot(SharedMemory.SLOTS - 1))).isEqualTo(3.5f);
      assertThat(found.passage().get(SharedMemory.slot(SharedMemory.SLOTS - 1))).isEqualTo(4.5f);
      assertThat(found.letter(7).getLong()).isEqualTo(42);
      assertThat(found.letter(8).getLong()).isZero();
      for (Counter counter : Counter.values()) {
        assertThat(found.count(counter)).isEqualTo(1000 + counter.name().length());
      }
    }
  }

  @Test
  void onlyTheOwnerMayOpenTheFile() throws Exception {
    try (SharedFile file = SharedFile.create(folder)) {
      assertThat(Files.getPosixFilePermissions(folder.resolve(file.name())))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void anotherNonceAnotherNameAndAnotherFolderFindNothing() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    try (SharedFile file = SharedFile.create(folder);
        SharedFile other = SharedFile.create(folder)) {
      assertThat(SharedFile.find(folder, file.name(), other.nonce())).isEmpty();
      assertThat(SharedFile.find(folder, file.name() + "x", file.nonce())).isEmpty();
      assertThat(SharedFile.find(elsewhere, file.name(), file.nonce())).isEmpty();
      assertThat(SharedFile.find(elsewhere, "../" + file.name(), file.nonce())).isEmpty();
    }
  }

  @Test
  void filesOfProcessesThatDiedWhileAGroupFormedAreRemoved() throws Exception {
    Path old = Files.createFile(folder.resolve("yolospark-old"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofMinutes(61))));
    Path recent = Files.createFile(folder.resolve("yolospark-recent"));
    Path stranger = Files.createFile(folder.resolve("stranger"));
    Files.setLastModifiedTime(stranger, FileTime.from(Instant.EPOCH));
    SharedFile.create(folder).close();
    assertThat(folder).isDirectoryNotContaining(path -> path.equals(old));
    assertThat(List.of(recent, stranger)).allMatch(Files::exists);
  }

  @Test
  void missingFolderIsAnError() {
    assertThatThrownBy(() -> SharedFile.create(folder.resolve("missing")))
        .isInstanceOf(IOException.class);
  }
}
