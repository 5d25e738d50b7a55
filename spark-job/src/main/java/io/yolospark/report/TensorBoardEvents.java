package io.yolospark.report;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Event files for TensorBoard. The folder itself is a run with the figures of each epoch, under the
 * names of results.csv, by epoch from 0; {@code rank-0}, {@code rank-1} and so on in it are runs
 * with the readings of each rank, by optimizer step. A run that goes back to a checkpoint replaces
 * what comes after it.
 */
public final class TensorBoardEvents implements EventSink {

  private final Configuration configuration;
  private final Path folder;
  private final Clock clock;
  private final EventFile epochs;
  private final Map<Integer, EventFile> ranks = new TreeMap<>();

  /** Continues what is in the folder; nothing is written before the first event. */
  public TensorBoardEvents(Configuration configuration, Path folder) {
    this(configuration, folder, Clock.systemUTC());
  }

  TensorBoardEvents(Configuration configuration, Path folder, Clock clock) {
    this.configuration = configuration;
    this.folder = folder;
    this.clock = clock;
    epochs = new EventFile(configuration, folder, clock);
  }

  @Override
  public void accept(Event event) {
    if (event instanceof EpochResult result) {
      epochs.add(result.epoch(), values(result));
      epochs.publish();
      ranks.values().forEach(EventFile::publish);
    } else if (event instanceof Reading reading) {
      EventFile file = ranks.computeIfAbsent(reading.rank(), this::rank);
      file.add(reading.step(), values(reading));
      file.flush();
    }
  }

  @Override
  public void close() {
    epochs.close();
    ranks.values().forEach(EventFile::close);
  }

  private EventFile rank(int rank) {
    return new EventFile(configuration, new Path(folder, "rank-" + rank), clock);
  }

  private static Map<String, Double> values(EpochResult result) {
    Map<String, Double> values = new LinkedHashMap<>();
    List<Double> figures = EpochFigures.of(result);
    for (int i = 0; i < figures.size(); i++) {
      if (figures.get(i) != null) {
        values.put(EpochFigures.NAMES.get(i), figures.get(i));
      }
    }
    return values;
  }

  private static Map<String, Double> values(Reading reading) {
    Map<String, Double> values = new LinkedHashMap<>();
    reading.figures().forEach((figure, value) -> values.put(figure.label(), value));
    return values;
  }
}
