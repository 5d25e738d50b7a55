package io.yolospark.job;

import io.yolospark.config.JobConfig;
import io.yolospark.dataset.ImageRecord;
import io.yolospark.image.EpochAugmentation;
import io.yolospark.image.PreparationTimer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * Measures how fast one thread prepares training images, in turns with a Python process that does
 * the same steps; copy-paste is left out. Measured are decoding alone, the recipe with every image
 * read and decoded whenever it is used, and the recipe with decoded images kept in memory.
 */
public final class DataBenchmark {

  /** What is measured, by the name that the Python script knows. */
  private static final List<String> WORKS = List.of("decode", "recipe", "cached");

  private static final int WARM_UP_ROUNDS = 2;

  private final JobConfig config;
  private final List<ImageRecord> records;
  private final PreparationTimer timer;
  private final int[] all;

  /**
   * @param records the images of one round
   */
  public DataBenchmark(JobConfig config, List<ImageRecord> records) {
    this.config = config;
    // without outlines, so that neither side pastes objects
    this.records =
        records.stream()
            .map(r -> new ImageRecord(r.uri(), r.width(), r.height(), r.classes(), r.boxes()))
            .toList();
    timer = new PreparationTimer(this.records, config.model().imageSize(), new Configuration());
    all = IntStream.range(0, records.size()).toArray();
  }

  /**
   * Runs all rounds.
   *
   * @param python interpreter of the peer
   * @return a table of the median round, in images per second
   */
  public String run(int rounds, String python) {
    try (PythonPeer peer = PythonPeer.start(python, task())) {
      return table(rounds, peer);
    } catch (IOException e) {
      return table(rounds, null) + "\nno comparison with OpenCV-Python: " + e.getMessage();
    }
  }

  private String table(int rounds, PythonPeer peer) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d images at %d px, %d rounds in turns, one thread each, images per second of processor time (median):"
            .formatted(records.size(), config.model().imageSize(), rounds));
    for (String work : WORKS) {
      double[] own = new double[rounds];
      double[] others = new double[rounds];
      for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
        double seconds = seconds(work, Math.max(round, 0));
        double other = peer == null ? Double.NaN : peer.seconds(work);
        if (round >= 0) {
          own[round] = records.size() / seconds;
          others[round] = records.size() / other;
        }
      }
      lines.add(row(work, own, others, peer));
    }
    return String.join("\n", lines);
  }

  private double seconds(String work, int round) {
    EpochAugmentation epoch =
        new EpochAugmentation(config.augment(), config.seed(), round, true, all);
    return switch (work) {
      case "decode" -> timer.decode();
      case "recipe" -> timer.augment(epoch);
      default -> timer.augmentCached(epoch);
    };
  }

  private static String row(String work, double[] own, double[] others, PythonPeer peer) {
    String figures = "  %-8s yolospark %7.1f".formatted(work, Median.of(own));
    if (peer == null) {
      return figures;
    }
    double[] ratios =
        IntStream.range(0, own.length).mapToDouble(i -> own[i] / others[i]).sorted().toArray();
    return figures
        + "   OpenCV-Python %s %7.1f   ratio %.2f (%.2f to %.2f)"
            .formatted(
                peer.version(),
                Median.of(others),
                Median.of(ratios),
                ratios[0],
                ratios[ratios.length - 1]);
  }

  private Map<String, Object> task() throws IOException {
    List<Map<String, Object>> images = new ArrayList<>();
    for (ImageRecord record : records) {
      URI uri = URI.create(record.uri());
      if (uri.getScheme() != null && !uri.getScheme().equals("file")) {
        throw new IOException("it reads local files only, not " + record.uri());
      }
      Map<String, Object> image = new LinkedHashMap<>();
      image.put("path", uri.getPath());
      image.put("side", Math.max(record.width(), record.height()));
      image.put("classes", record.classes());
      image.put("boxes", record.boxes());
      images.add(image);
    }
    Map<String, Object> task = new LinkedHashMap<>();
    task.put("size", config.model().imageSize());
    task.put("seed", config.seed());
    task.put("images", images);
    task.put("recipe", config.augment());
    return task;
  }
}
