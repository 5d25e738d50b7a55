package io.yolospark.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.RemoteStores;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against local disk, a real HDFS and a file system that has only the classic API. */
@Timeout(120)
class WholeFileTest {

  enum Store {
    LOCAL,
    HDFS,
    CLASSIC
  }

  @TempDir private static java.nio.file.Path folder;
  private static Configuration configuration;
  private static RemoteStores stores;

  @BeforeAll
  static void startStores() throws Exception {
    stores = new RemoteStores(folder);
    configuration = stores.configuration();
    configuration.set("fs.classic.impl", ClassicFileSystem.class.getName());
  }

  @AfterAll
  static void stopStores() {
    stores.close();
  }

  private static Path root(Store store) {
    return switch (store) {
      case LOCAL -> new Path(folder.resolve("local").toUri());
      case HDFS -> stores.folder(RemoteStores.Store.HDFS, "files");
      case CLASSIC -> new Path("classic:" + folder.resolve("classic"));
    };
  }

  @ParameterizedTest
  @EnumSource
  void createsWithFoldersAndReplaces(Store store) throws IOException {
    Path path = new Path(root(store), "a/b/plan.json");

    WholeFile.write(configuration, path, "first and longer".getBytes(UTF_8));
    assertThat(read(path)).asString(UTF_8).isEqualTo("first and longer");
    WholeFile.write(configuration, path, "second".getBytes(UTF_8));

    assertThat(read(path)).asString(UTF_8).isEqualTo("second");
    assertThat(path.getFileSystem(configuration).listStatus(path.getParent())).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void refusesToReplaceAFolderAndLeavesNothingBehind(Store store) throws IOException {
    Path path = new Path(root(store), "taken");
    FileSystem fileSystem = path.getFileSystem(configuration);
    fileSystem.mkdirs(path);
    int before = fileSystem.listStatus(path.getParent()).length;

    assertThatThrownBy(() -> WholeFile.write(configuration, path, new byte[3]))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot write " + path + ": ");

    assertThat(fileSystem.listStatus(path)).isEmpty();
    assertThat(fileSystem.listStatus(path.getParent())).hasSize(before);
  }

  /** Each content is one repeated byte, of a length that follows from it. */
  @ParameterizedTest
  @EnumSource
  void aReaderSeesOnlyWholeFiles(Store store) throws Exception {
    Path path = new Path(root(store), "busy/results.csv");
    WholeFile.write(configuration, path, content(0));
    Reader reader = new Reader(path);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> reading = thread.submit(reader);
      // a count, not a time: a busy machine must not make the test see less
      for (int i = 1; (i < 30 || reader.reads.get() < 30) && !reading.isDone(); i++) {
        WholeFile.write(configuration, path, content(i));
      }
      reader.done.set(true);
      reading.get(30, TimeUnit.SECONDS);
    } finally {
      thread.shutdownNow();
      assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
    if (store != Store.CLASSIC) {
      assertThat(reader.absences).as("moments without a file").hasValue(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void deletesWhatKilledWritersLeftAndNothingElse(Store store) throws IOException {
    Path root = new Path(root(store), "leftovers");
    FileSystem fileSystem = root.getFileSystem(configuration);
    String left = ".file.0b5a1f5e-3c1d-4a52-9d5e-0c8a4f1f2a3b.tmp";
    List<String> others = List.of("file", ".file.tmp", ".file.crc", left.substring(1), left + "x");
    for (String name : others) {
      fileSystem.create(new Path(root, "deep/" + name)).close();
    }
    fileSystem.create(new Path(root, "deep/" + left)).close();
    fileSystem.create(new Path(root, left)).close();

    assertThat(WholeFile.deleteLeftovers(configuration, root)).containsExactly(left, left);
    assertThat(WholeFile.deleteLeftovers(configuration, root)).isEmpty();
    for (String name : others) {
      assertThat(fileSystem.exists(new Path(root, "deep/" + name))).as(name).isTrue();
    }
    assertThat(WholeFile.deleteLeftovers(configuration, new Path(root, "absent"))).isEmpty();
  }

  @Test
  void takesOverALocalFileWithAChecksumBesideIt() throws IOException {
    Path path = new Path(root(Store.LOCAL), "checked/file");
    try (FSDataOutputStream out = path.getFileSystem(configuration).create(path)) {
      out.write(content(3));
    }
    java.nio.file.Path local = folder.resolve("local/checked");
    assertThat(local.resolve(".file.crc")).exists();

    WholeFile.write(configuration, path, content(4));

    assertThat(read(path)).isEqualTo(content(4));
    try (Stream<java.nio.file.Path> files = Files.list(local)) {
      assertThat(files).containsExactly(local.resolve("file"));
    }
  }

  @Test
  void concurrentWritersLeaveOneWholeFile() throws Exception {
    Path path = new Path(root(Store.HDFS), "contested");
    ExecutorService writers = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> all =
          Stream.iterate(0, i -> i + 1)
              .limit(40)
              .<Future<?>>map(
                  i ->
                      writers.submit(
                          () -> {
                            WholeFile.write(configuration, path, content(i));
                            return null;
                          }))
              .toList();
      for (Future<?> write : all) {
        write.get(30, TimeUnit.SECONDS);
      }
    } finally {
      writers.shutdownNow();
    }
    checkWhole(read(path));
  }

  /** Reads until told to stop, or until it sees a part of a file. */
  private record Reader(Path path, AtomicBoolean done, AtomicInteger reads, AtomicInteger absences)
      implements Callable<Void> {

    Reader(Path path) {
      this(path, new AtomicBoolean(), new AtomicInteger(), new AtomicInteger());
    }

    @Override
    public Void call() throws IOException {
      while (!done.get()) {
        try {
          checkWhole(read(path));
          reads.incrementAndGet();
        } catch (FileNotFoundException e) {
          absences.incrementAndGet();
        }
      }
      return null;
    }
  }

  private static byte[] content(int number) {
    byte value = (byte) (number % 100 + 1);
    byte[] content = new byte[value * 700];
    Arrays.fill(content, value);
    return content;
  }

  private static void checkWhole(byte[] content) {
    assertThat(content).isNotEmpty();
    assertThat(content).isEqualTo(content(content[0] - 1));
  }

  private static byte[] read(Path path) throws IOException {
    try (FSDataInputStream in = path.getFileSystem(configuration).open(path)) {
      return in.readAllBytes();
    }
  }
}
