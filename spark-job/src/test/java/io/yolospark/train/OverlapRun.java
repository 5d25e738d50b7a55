package io.yolospark.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.yolospark.collective.Collective;
import io.yolospark.collective.RankEndpoint;
import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Configs;
import io.yolospark.config.TrainConfig;
import io.yolospark.config.Transport;
import io.yolospark.device.Compute;
import io.yolospark.device.MemoryWatch;
import io.yolospark.image.Batch;
import io.yolospark.image.Sample;
import io.yolospark.loss.DetectionLoss;
import io.yolospark.model.Mode;
import io.yolospark.model.YoloBlock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Measures how much of the gradient exchange hides behind backward: training steps on noise, with
 * the exchange beside backward and after it in turns. Every rank is a process of its own, started
 * with the same arguments but for {@code rank}; rank 0 prints the figures.
 */
final class OverlapRun {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final List<String> DEFAULTS =
      List.of(
          "world=2",
          "host=127.0.0.1",
          "transport=AUTO",
          "variant=yolov9-t",
          "side=640",
          "batch=4",
          "micro-steps=1",
          "threads=1",
          "rounds=3",
          "steps=4",
          "mbit=0");
  private static final int CLASSES = 80;
  private static final int BOXES = 8;

  private final Map<String, String> options;
  private final Collective collective;
  private final List<Batch> microBatches = new ArrayList<>();

  private OverlapRun(Map<String, String> options, Collective collective) {
    this.options = options;
    this.collective = collective;
    for (int micro = 0; micro < number(options, "micro-steps"); micro++) {
      microBatches.add(batch(number(options, "side"), number(options, "batch")));
    }
  }

  /**
   * Arguments {@code key=value}: {@code folder} (empty, where the ranks find each other), {@code
   * rank}, {@code world}, {@code host} of this rank, {@code transport}, {@code variant}, {@code
   * side}, {@code batch} (images of a micro-step of one rank), {@code micro-steps}, {@code
   * threads}, {@code rounds} and {@code steps} of a round, {@code mbit} (rate of an emulated link,
   * 0 for none), {@code link} (rate of the real one; that of mbit if absent).
   */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new HashMap<>();
    Stream.concat(DEFAULTS.stream(), Arrays.stream(arguments))
        .map(argument -> argument.split("=", 2))
        .forEach(pair -> options.put(pair[0], pair[1]));
    Compute.start(number(options, "threads"));
    try (RankEndpoint endpoint = RankEndpoint.open(options.get("host"))) {
      int rank = number(options, "rank");
      List<String> addresses =
          Rendezvous.meet(
              Path.of(options.get("folder")), number(options, "world"), rank, endpoint.address());
      AllReduceConfig settings =
          AllReduceConfig.within(LIMIT).by(Transport.valueOf(options.get("transport")));
      try (Collective group = endpoint.connect(rank, addresses, new byte[16], settings)) {
        new OverlapRun(options, new SlowLink(group, number(options, "mbit"))).run();
      }
    }
  }

  private static int number(Map<String, String> options, String key) {
    return Integer.parseInt(options.get(key));
  }

  private static Batch batch(int side, int size) {
    SplittableRandom random = new SplittableRandom(1);
    List<Sample> samples = new ArrayList<>();
    for (int image = 0; image < size; image++) {
      byte[] pixels = new byte[3 * side * side];
      random.nextBytes(pixels);
      float[] labels = new float[5 * BOXES];
      for (int row = 0; row < labels.length; row += 5) {
        labels[row] = random.nextInt(CLASSES);
        for (int i = 1; i < 5; i++) {
          labels[row + i] = (float) random.nextDouble(0.3, 0.6);
        }
      }
      samples.add(new Sample(image, pixels, side, labels, null));
    }
    return new Batch(samples);
  }

  private void run() {
    Map<Boolean, List<double[]>> steps = Map.of(true, new ArrayList<>(), false, new ArrayList<>());
    TrainConfig config = Configs.load(Configs.LEAST).train();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        GradientExchange beside = GradientExchange.of(collective, AllReduceConfig.within(LIMIT));
        GradientExchange after =
            GradientExchange.of(collective, AllReduceConfig.within(LIMIT).withOverlap(false))) {
      YoloBlock block = new YoloBlock(options.get("variant"), CLASSES);
      FlatParameters parameters = FlatParameters.initial(manager, block.modelParameters(), 0);
      long bytes = parameters.leaves().stream().mapToLong(leaf -> leaf.size() * Float.BYTES).sum();
      try (Update update = new Update(manager, parameters, config, 1)) {
        for (int round = 0; round <= number(options, "rounds"); round++) {
          for (GradientExchange exchange : List.of(after, beside)) {
            TrainingStep step =
                new TrainingStep(
                    block,
                    parameters,
                    new DetectionLoss(config.loss()),
                    collective,
                    exchange,
                    Mode.TRAIN,
                    MemoryWatch.NONE);
            for (int i = 0; i < number(options, "steps"); i++) {
              double[] seconds = measure(manager, step, update);
              if (round > 0) { // the first one warms up
                steps.get(exchange == beside).add(seconds);
              }
            }
          }
        }
      }
      if (collective.rank() == 0) {
        print(bytes, steps);
      }
    }
  }

  /** Seconds of the whole step, of the wait of the rank that waited least, and of the mean wait. */
  private double[] measure(NDManager manager, TrainingStep step, Update update) {
    collective.barrier();
    long start = System.nanoTime();
    step.accumulate(manager, microBatches);
    List<NDArray> gradients = step.gradients();
    update.apply(gradients, new Rates(1e-6, 1e-6, 0.9), "while measuring");
    gradients.forEach(NDArray::close);
    collective.barrier();
    double seconds = (System.nanoTime() - start) / 1e9;
    byte[] own = ByteBuffer.allocate(Double.BYTES).putDouble(step.exposedSeconds()).array();
    double[] waits =
        Arrays.stream(collective.allGather(own))
            .mapToDouble(bytes -> ByteBuffer.wrap(bytes).getDouble())
            .toArray();
    return new double[] {
      seconds,
      Arrays.stream(waits).min().orElseThrow(),
      Arrays.stream(waits).average().orElseThrow()
    };
  }

  private void print(long bytes, Map<Boolean, List<double[]>> steps) {
    int world = collective.worldSize();
    // a real link's rate counts only here, an emulated one's also slows the exchange down
    double rate = Double.parseDouble(options.getOrDefault("link", options.get("mbit"))) * 1e6;
    double wire = 2.0 * (world - 1) / world * bytes * 8 / rate;
    System.out.printf(
        Locale.ROOT,
        "%s, %d ranks, %s x %s images of %s px and %s threads each, %.1f MB of gradient%n",
        options.get("variant"),
        world,
        options.get("micro-steps"),
        options.get("batch"),
        options.get("side"),
        options.get("threads"),
        bytes / 1e6);
    for (boolean beside : new boolean[] {false, true}) {
      double[] medians = medians(steps.get(beside));
      System.out.printf(
          Locale.ROOT,
          "%-15s step %8.1f ms, exposed %6.1f ms = %5.2f %% of the step%s; with waiting for slower ranks %6.1f ms%n",
          beside ? "beside backward" : "after backward",
          medians[0] * 1e3,
          medians[1] * 1e3,
          100 * medians[1] / medians[0],
          Double.isInfinite(wire)
              ? ""
              : String.format(
                  Locale.ROOT,
                  ", %.0f %% of %.0f ms on the wire",
                  100 * medians[1] / wire,
                  wire * 1e3),
          medians[2] * 1e3);
    }
  }

  private static double[] medians(List<double[]> rows) {
    double[] medians = new double[rows.get(0).length];
    for (int i = 0; i < medians.length; i++) {
      int column = i;
      medians[i] =
          rows.stream()
              .mapToDouble(row -> row[column])
              .sorted()
              .skip(rows.size() / 2)
              .findFirst()
              .orElseThrow();
    }
    return medians;
  }
}
