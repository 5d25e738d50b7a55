package io.yolospark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.report.EpochResult.ValidationResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog.SessionStatus;

class TensorBoardEventsTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC);

  /** Numbers that float32 holds exactly. */
  private static EpochResult epoch(int number, double map) {
    Losses losses = new Losses(1.25, 0.5, 2);
    return new EpochResult(
        number,
        9,
        losses,
        new ValidationResult(0.5, 0.25, 0.75, map, losses),
        List.of(0.125, 0.0625, 0.03125),
        1,
        0,
        0);
  }

  private static Reading reading(int rank, long step, double used) {
    return new Reading(rank, 0, step, Map.of(Figure.MEMORY_USED, used));
  }

  private static TensorBoardEvents open(Configuration hadoop, Path folder, int second) {
    return new TensorBoardEvents(
        hadoop, folder, Clock.offset(CLOCK, java.time.Duration.ofSeconds(second)));
  }

  private static void assertIsReadBack(Configuration hadoop, Path folder) throws IOException {
    FileSystem fileSystem = folder.getFileSystem(hadoop);
    try (TensorBoardEvents sink = open(hadoop, folder, 0)) {
      sink.accept(reading(1, 10, 512));
      sink.accept(reading(0, 10, 256));
      sink.accept(new StepProgress(0, 9, 0, 1, new Losses(1, 1, 1), 1));
      sink.accept(epoch(0, 0.125));
      // what has been told is there while the run goes on
      assertThat(EventFiles.points(EventFiles.read(fileSystem, folder), "metrics/mAP_0.5:0.95"))
          .containsExactly("0:0.125");
      sink.accept(reading(1, 20, 1024));
      sink.accept(epoch(1, 0.25));
    }
    // from a checkpoint
    try (TensorBoardEvents sink = open(hadoop, folder, 1)) {
      sink.accept(epoch(1, 0.375));
      sink.accept(reading(1, 20, 2048));
    }

    List<Event> epochs = EventFiles.read(fileSystem, folder);
    assertThat(EventFiles.points(epochs, "metrics/mAP_0.5:0.95"))
        .containsExactly("0:0.125", "1:0.25", "1:0.375");
    assertThat(epochs.get(0).getFileVersion()).isEqualTo("brain.Event:2");
    assertThat(epochs)
        .filteredOn(event -> event.getSessionLog().getStatus() == SessionStatus.START)
        .extracting(Event::getStep)
        .containsExactly(0L, 1L);
    assertThat(epochs.get(0).getWallTime()).isEqualTo(CLOCK.millis() / 1e3);
    Event first = epochs.stream().filter(Event::hasSummary).findFirst().orElseThrow();
    assertThat(first.getSummary().getValueList())
        .extracting(value -> value.getTag() + "=" + value.getSimpleValue())
        .containsExactly(
            "train/box_loss=1.25",
            "train/cls_loss=0.5",
            "train/dfl_loss=2.0",
            "metrics/precision=0.5",
            "metrics/recall=0.25",
            "metrics/mAP_0.5=0.75",
            "metrics/mAP_0.5:0.95=0.125",
            "val/box_loss=1.25",
            "val/cls_loss=0.5",
            "val/dfl_loss=2.0",
            "x/lr0=0.125",
            "x/lr1=0.0625",
            "x/lr2=0.03125");
    assertThat(
            EventFiles.points(
                EventFiles.read(fileSystem, new Path(folder, "rank-1")), "memory/used_bytes"))
        .containsExactly("10:512.0", "20:1024.0", "20:2048.0");
    assertThat(
            EventFiles.points(
                EventFiles.read(fileSystem, new Path(folder, "rank-0")), "memory/used_bytes"))
        .containsExactly("10:256.0");
  }

  @Test
  void isReadBackFromLocalFiles(@TempDir java.nio.file.Path folder) throws Exception {
    assertIsReadBack(new Configuration(), new Path(folder.resolve("events").toUri()));

    try (var files = Files.list(folder.resolve("events"))) {
      assertThat(files).filteredOn(Files::isRegularFile).hasSize(2);
    }
  }

  @Test
  void isReadBackFromHdfs(@TempDir java.nio.file.Path folder) throws Exception {
    Configuration hadoop = new Configuration();
    try (MiniDFSCluster cluster =
        new MiniDFSCluster.Builder(hadoop, folder.toFile()).numDataNodes(1).build()) {
      assertIsReadBack(hadoop, new Path(cluster.getFileSystem().getUri() + "/run/events"));
      assertThat(files(cluster.getFileSystem(), new Path("/run/events"))).hasSize(2);
    }
  }

  /** As on object stores: a file for every epoch. */
  @Test
  void isReadBackWhereAFileAppearsOnlyOnceItIsClosed(@TempDir java.nio.file.Path folder)
      throws Exception {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.closing.impl", ClosingFileSystem.class.getName());
    Path events = new Path("closing", null, folder.resolve("events").toString());

    assertIsReadBack(hadoop, events);

    assertThat(files(events.getFileSystem(hadoop), events)).hasSize(3);
  }

  @Test
  void whatCouldNotBeWrittenIsInTheNextFile(@TempDir java.nio.file.Path folder) throws Exception {
    Path events = new Path(folder.resolve("events").toUri());
    Files.writeString(folder.resolve("events"), "in the way");
    try (TensorBoardEvents sink = open(new Configuration(), events, 0)) {
      assertThatThrownBy(() -> sink.accept(epoch(0, 0.125)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(events.toString());
      Files.delete(folder.resolve("events"));
      sink.accept(epoch(1, 0.25));
    }

    assertThat(
            EventFiles.points(
                EventFiles.read(events.getFileSystem(new Configuration()), events),
                "metrics/mAP_0.5:0.95"))
        .containsExactly("0:0.125", "1:0.25");
  }

  /** What its users see: the epoch that was done again stands once. */
  @Test
  void tensorBoardShowsIt(@TempDir java.nio.file.Path folder) throws Exception {
    assumeTrue(TensorBoard.installed(), "python3 has no tensorboard");
    assertIsReadBack(new Configuration(), new Path(folder.toUri()));

    JsonNode runs = new ObjectMapper().readTree(TensorBoard.scalars(folder));

    assertThat(runs.fieldNames()).toIterable().containsExactly(".", "rank-0", "rank-1");
    assertThat(runs.at("/.").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(EpochFigures.NAMES);
    assertThat(runs.get(".").get("metrics/mAP_0.5:0.95").toString())
        .isEqualTo("[[0,0.125],[1,0.375]]");
    assertThat(runs.get("rank-1").get("memory/used_bytes").toString())
        .isEqualTo("[[10,512.0],[20,2048.0]]");
  }

  private static List<FileStatus> files(FileSystem fileSystem, Path folder) throws IOException {
    return List.of(fileSystem.listStatus(folder)).stream().filter(FileStatus::isFile).toList();
  }
}
