package io.yolospark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.report.EpochResult.ValidationResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsCsvTest {

  private static final String HEADER =
      "epoch,train/box_loss,train/cls_loss,train/dfl_loss,metrics/precision,metrics/recall,"
          + "metrics/mAP_0.5,metrics/mAP_0.5:0.95,val/box_loss,val/cls_loss,val/dfl_loss,"
          + "x/lr0,x/lr1,x/lr2";

  @TempDir private java.nio.file.Path folder;
  private java.nio.file.Path file;

  @BeforeEach
  void place() {
    file = folder.resolve("run/results.csv");
  }

  private ResultsCsv open() throws IOException {
    return new ResultsCsv(new Configuration(), new Path(file.toUri()));
  }

  private static EpochResult epoch(int epoch, double seconds) {
    return new EpochResult(
        epoch,
        30,
        new Losses(1.23456789, 0.5, 12345678.9),
        new ValidationResult(0.5, 2.0 / 3, 0, 1, new Losses(0.1f, 1e-9, 3)),
        List.of(0.1, 0.01, 1.0 / 7),
        seconds,
        seconds / 100,
        0);
  }

  @Test
  void writesTheColumnsOfTheReference() throws IOException {
    try (ResultsCsv csv = open()) {
      csv.accept(epoch(0, 3));
      csv.accept(epoch(1, 4));
    }

    String cells = ",1.23457,0.5,1.23457E+7,0.5,0.666667,0,1,0.1,1E-9,3,0.1,0.01,0.142857";
    assertThat(Files.readString(file)).isEqualTo(HEADER + "\n0" + cells + "\n1" + cells + "\n");
  }

  @Test
  void everyRowIsThereAsSoonAsItIsReported() throws IOException {
    try (ResultsCsv csv = open()) {
      csv.accept(epoch(0, 3));
      assertThat(Files.readAllLines(file)).hasSize(2);
      csv.accept(epoch(1, 3));
      assertThat(Files.readAllLines(file)).hasSize(3);
    }
  }

  @Test
  void timeLeavesNoTrace() throws IOException {
    try (ResultsCsv csv = open()) {
      csv.accept(epoch(0, 3));
    }
    byte[] first = Files.readAllBytes(file);
    Files.delete(file);
    try (ResultsCsv csv = open()) {
      csv.accept(epoch(0, 99));
    }

    assertThat(file).hasBinaryContent(first);
  }

  @Test
  void figuresThatWereNotTakenAreEmpty() throws IOException {
    try (ResultsCsv csv = open()) {
      csv.accept(
          new EpochResult(
              0, 2, new Losses(1, 2, Double.NaN), null, List.of(0.1, 0.01, 0.01), 1, 0, 0));
      csv.accept(
          new EpochResult(
              1,
              2,
              new Losses(1, 2, Double.POSITIVE_INFINITY),
              new ValidationResult(0.5, 0.5, 0.5, 0.5, null),
              List.of(0.1, 0.01, 0.01),
              1,
              0,
              0));
    }

    assertThat(Files.readAllLines(file).subList(1, 3))
        .containsExactly(
            "0,1,2,NaN,,,,,,,,0.1,0.01,0.01", "1,1,2,Infinity,0.5,0.5,0.5,0.5,,,,0.1,0.01,0.01");
  }

  @Test
  void aRestartReplacesTheEpochsItDoesAgain() throws IOException {
    try (ResultsCsv csv = open()) {
      for (int epoch = 0; epoch < 12; epoch++) {
        csv.accept(epoch(epoch, 1));
      }
    }
    try (ResultsCsv csv = open()) {
      csv.accept(epoch(10, 1));
    }

    assertThat(Files.readAllLines(file))
        .extracting(line -> line.substring(0, line.indexOf(',')))
        .containsExactly("epoch", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
  }

  @Test
  void refusesAFileOfOtherColumns() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "epoch,loss\n0,1\n");

    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Cannot continue " + file.toUri().getScheme())
        .hasMessageContaining("move it away");
    Files.writeString(file, HEADER + "\nx,1\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("\"x,1\" does not start with an epoch");
  }

  @Test
  void aRowThatCouldNotBeWrittenIsWrittenLater() throws IOException {
    try (ResultsCsv csv = open()) {
      // a folder in the way stands for a file system that is down
      Files.createDirectories(file);
      assertThatThrownBy(() -> csv.accept(epoch(0, 1))).isInstanceOf(UncheckedIOException.class);
      Files.delete(file);
    }

    assertThat(Files.readAllLines(file)).hasSize(2);
  }
}
