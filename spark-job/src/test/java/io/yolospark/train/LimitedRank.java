package io.yolospark.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.yolospark.collective.Collective;
import io.yolospark.collective.CollectiveException;
import io.yolospark.collective.RankEndpoint;
import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.Configs;
import io.yolospark.config.JobConfig;
import io.yolospark.config.OutOfMemoryPolicy;
import io.yolospark.dataset.ImageRecord;
import io.yolospark.device.Compute;
import io.yolospark.device.DeviceMemory;
import io.yolospark.device.MemoryWatch;
import io.yolospark.device.OutOfMemoryException;
import io.yolospark.evaluate.BatchLimit;
import io.yolospark.evaluate.ValidationOutcome;
import io.yolospark.evaluate.Validator;
import io.yolospark.image.Batch;
import io.yolospark.image.Letterbox;
import io.yolospark.image.Sample;
import io.yolospark.model.Mode;
import io.yolospark.model.YoloBlock;
import io.yolospark.report.Notice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A rank as a process of its own, one of {@value #RANKS}. On rank {@value #SHORT} the kernel
 * refuses memory (prlimit --data) from a certain pass on. Prints one line for each case.
 */
final class LimitedRank {

  static final int RANKS = 3;
  static final int SHORT = 1;
  static final int MICRO = 32;
  static final int VALIDATION = 256;

  private static final int SIDE = 64;
  private static final int BEFORE = 2;
  private static final int AFTER = 2;
  private static final JobConfig CONFIG =
      Configs.load(Configs.LEAST, "train.learning-rate=0.002", "validation.confidence=0.5");

  private final Collective collective;
  private final DeviceMemory memory = DeviceMemory.of(Device.cpu());

  private LimitedRank(Collective collective) {
    this.collective = collective;
  }

  /** Arguments: a folder for all ranks, and the rank. */
  public static void main(String[] arguments) throws Exception {
    Compute.start(1);
    int rank = Integer.parseInt(arguments[1]);
    try (RankEndpoint endpoint = RankEndpoint.open("127.0.0.1")) {
      List<String> addresses =
          Rendezvous.meet(Path.of(arguments[0]), RANKS, rank, endpoint.address());
      AllReduceConfig settings = AllReduceConfig.within(Duration.ofSeconds(60));
      try (Collective group = endpoint.connect(rank, addresses, new byte[16], settings)) {
        new LimitedRank(group).run();
      }
    }
  }

  private void run() throws Exception {
    rehearse();
    for (String phase : new String[] {"forward", "backward"}) {
      shrinksInTraining(phase);
      failsInTraining(phase);
    }
    shrinksInValidation();
    failsInValidation(); // last: the other ranks learn of it by the end of this one
  }

  /**
   * Memory ends once without a limit, so that neither the engine nor the JVM has anything to load
   * when it ends in earnest: what the JVM asks for must never be refused.
   */
  private void rehearse() {
    AtomicBoolean ended = new AtomicBoolean(!isShort());
    MemoryWatch outage =
        (phase, images) -> {
          if (!ended.getAndSet(true)) {
            try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
              manager.zeros(new Shape(1L << 45)); // 128 TiB
            }
          }
        };
    try (NoiseTraining first = training(OutOfMemoryPolicy.SHRINK, outage)) {
      first.run(2);
    }
  }

  private boolean isShort() {
    return collective.rank() == SHORT;
  }

  private void shrinksInTraining(String phase) throws Exception {
    Need need = new Need();
    Shortage shortage = new Shortage(phase);
    try (NoiseTraining told = training(OutOfMemoryPolicy.SHRINK, need);
        NoiseTraining limited = training(OutOfMemoryPolicy.SHRINK, shortage)) {
      told.run(BEFORE);
      told.shrink();
      told.run(AFTER);
      limited.run(BEFORE);
      shortage.begin(need.most);
      limited.run(AFTER);
      prlimit("unlimited");
      say(
          "%s shrink difference=%g checksum=%d %s",
          phase,
          NoiseTraining.distance(limited.parameters(), told.parameters()),
          Replicas.checksum(limited.parameters()),
          limited.notices().stream().map(Notice::message).toList());
    }
  }

  private void failsInTraining(String phase) throws Exception {
    Need need = new Need();
    Shortage shortage = new Shortage(phase);
    try (NoiseTraining measured = training(OutOfMemoryPolicy.FAIL, need);
        NoiseTraining limited = training(OutOfMemoryPolicy.FAIL, shortage)) {
      measured.run(1);
      shortage.begin(need.most);
      limited.run(1);
      say("%s fail did not", phase);
    } catch (OutOfMemoryException e) {
      say("%s fail %s", phase, e.getMessage());
    } finally {
      prlimit("unlimited");
    }
  }

  private NoiseTraining training(OutOfMemoryPolicy policy, MemoryWatch watch) {
    BatchPlan plan = new BatchPlan(RANKS, RANKS * MICRO, MICRO, RANKS * MICRO, 1, 1);
    return new NoiseTraining(
        "gelan-t", Mode.FROZEN, plan, CONFIG.train(), collective, true, policy, watch);
  }

  private void shrinksInValidation() throws Exception {
    BatchSizes sizes = sizes(OutOfMemoryPolicy.SHRINK, new ArrayList<>());
    ValidationOutcome whole = validate(sizes);
    refuseBatches();
    List<Notice> notices = new ArrayList<>();
    ValidationOutcome limited = validate(lifting(sizes(OutOfMemoryPolicy.SHRINK, notices)));
    prlimit("unlimited");
    say(
        "validation shrink difference=%g batches=%s then=%s same=%b %s",
        Math.abs(limited.clsLoss() / whole.clsLoss() - 1),
        whole.batchSizes(),
        limited.batchSizes(),
        limited.metrics().equals(whole.metrics()),
        notices.stream().map(Notice::message).toList());
  }

  private void failsInValidation() throws Exception {
    validate(sizes(OutOfMemoryPolicy.FAIL, new ArrayList<>()));
    refuseBatches();
    try {
      validate(sizes(OutOfMemoryPolicy.FAIL, new ArrayList<>()));
      say("validation fail did not");
    } catch (OutOfMemoryException e) {
      prlimit("unlimited");
      say("validation fail %s", e.getMessage());
      collective.abort(e.getMessage());
    } catch (CollectiveException e) {
      say("validation fail %s", e.getMessage());
    }
  }

  private BatchSizes sizes(OutOfMemoryPolicy policy, List<Notice> notices) {
    BatchPlan plan = new BatchPlan(RANKS, RANKS, 1, RANKS, VALIDATION, RANKS * VALIDATION);
    return new BatchSizes(plan, collective.rank(), policy, memory, notices::add);
  }

  private ValidationOutcome validate(BatchLimit sizes) {
    List<Sample> samples =
        IntStream.range(0, VALIDATION)
            .mapToObj(image -> sample(collective.rank() * VALIDATION + image))
            .toList();
    ImageRecord record =
        new ImageRecord("noise", SIDE, SIDE, new int[] {0}, new float[] {0.5f, 0.5f, 0.4f, 0.4f});
    try (NDManager manager = NDManager.newBaseManager()) {
      YoloBlock block = new YoloBlock("gelan-t", 2);
      FlatParameters parameters = FlatParameters.initial(manager, block.modelParameters(), 0);
      return new Validator(
              block, Collections.nCopies(RANKS * VALIDATION, record), CONFIG, MemoryWatch.NONE)
          .run(
              manager, parameters::bind, List.of(new Batch(samples)).iterator(), collective, sizes);
    }
  }

  /** Leaves less than the images of a whole batch take, so that the first array is refused. */
  private void refuseBatches() throws Exception {
    memory.release();
    if (isShort()) {
      prlimit(Long.toString(data() + (8L << 20)));
    }
  }

  /** The same sizes; the limit ends with the first outage. */
  private static BatchLimit lifting(BatchSizes sizes) {
    return new BatchLimit() {
      @Override
      public int most() {
        return sizes.most();
      }

      @Override
      public void shrink(int images, RuntimeException outage) {
        sizes.shrink(images, outage);
        try {
          prlimit("unlimited");
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  private static Sample sample(int record) {
    byte[] pixels = new byte[3 * SIDE * SIDE];
    new SplittableRandom(record).nextBytes(pixels);
    float[] labels = {0, 0.5f, 0.5f, 0.4f, 0.4f};
    return new Sample(record, pixels, SIDE, labels, Letterbox.square(SIDE, SIDE, SIDE));
  }

  private void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  /** Bytes that count against the limit now. */
  private static long data() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(each -> each.startsWith("VmData:")).findFirst().orElseThrow();
      return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** On the short rank: limits memory to three quarters of the way from now to the most. */
  private void limit(long most) throws Exception {
    if (isShort()) {
      prlimit(Long.toString(data() + (most - data()) * 3 / 4));
    }
  }

  /** Sets the soft limit of this process. */
  private static void prlimit(String data) throws Exception {
    Process process =
        new ProcessBuilder(
                "prlimit",
                "--pid",
                Long.toString(ProcessHandle.current().pid()),
                "--data=" + data + ":")
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("prlimit ended with " + process.exitValue());
    }
  }

  /** Bytes after the forward pass of a whole micro-batch. */
  private static final class Need implements MemoryWatch {
    private long most;

    @Override
    public void check(String phase, int images) {
      if (phase.equals("forward") && images == MICRO) {
        most = Math.max(most, data());
      }
    }
  }

  /** On the short rank: limits memory so that the next pass of a kind finds too little. */
  private final class Shortage implements MemoryWatch {
    private final String phase;
    private boolean armed;
    private int parts;

    Shortage(String phase) {
      this.phase = phase;
    }

    /** A forward pass gets three quarters of what it needs; backward gets next to nothing more. */
    void begin(long most) throws Exception {
      if (phase.equals("forward")) {
        limit(most);
      } else {
        armed = isShort();
      }
    }

    @Override
    public void check(String seen, int images) {
      // the loss is the second part of the forward pass
      if (armed && seen.equals("forward") && ++parts == 2) {
        armed = false;
        try {
          prlimit(Long.toString(data() + (1L << 20)));
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
