package io.yolospark.job;

import io.yolospark.config.BatchPlan;
import io.yolospark.config.DatasetConfig;
import io.yolospark.config.JobConfig;
import io.yolospark.config.RecipePlan;
import io.yolospark.config.SyntheticConfig;
import io.yolospark.dataset.Split;
import io.yolospark.dataset.SyntheticDataset;
import io.yolospark.dataset.SyntheticSpec;
import io.yolospark.image.CachePlan;
import io.yolospark.model.ModelSize;
import io.yolospark.model.Transfer;
import io.yolospark.report.Notice;
import io.yolospark.train.Checkpoint;
import io.yolospark.train.ProbeTask;
import io.yolospark.train.StartWeights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must hold before anything is trained: the cluster can run it, the dataset and the weights
 * are usable, the batches are planned.
 */
public record Preparation(
    IndexedSplit train,
    IndexedSplit validation,
    JobConfig config,
    BatchPlan plan,
    ModelSize model,
    RecipePlan recipe,
    MemoryPlan memory,
    CachePlan cache,
    Optional<MemoryProbe> probe) {

  private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);
  private static final int PROBLEMS_SHOWN = 20;

  /**
   * Checks cluster and dataset and plans the batches.
   *
   * @param probe whether to measure the memory that it takes; done anyhow for batch sizes of auto
   * @throws MemoryException if it does not fit
   * @throws ClusterException if the cluster cannot run it
   * @throws io.yolospark.dataset.InvalidDatasetException if the dataset cannot be used
   * @throws io.yolospark.model.InvalidWeightsException if the weights cannot be used
   * @throws io.yolospark.config.ConfigException if the batches cannot be planned
   */
  public static Preparation of(JavaSparkContext spark, JobConfig config, boolean probe)
      throws InterruptedException {
    return of(spark, config, probe, null);
  }

  /**
   * The same for a run that goes on, which needs no weights to start from.
   *
   * @param checkpoint what it goes on from; null to start
   */
  static Preparation of(
      JavaSparkContext spark, JobConfig config, boolean probe, Checkpoint checkpoint)
      throws InterruptedException {
    GradientEncryption.resolve(spark.getConf(), config.allReduce());
    int ranks = ClusterPreflight.check(spark, config.cluster());
    drawIfMissing(spark, config.dataset());
    ExecutorPreflight.check(spark, config, ranks);
    IndexedSplit train = IndexedSplit.of(spark, config.dataset(), Split.TRAIN);
    LOG.info("{}", train.report().render(PROBLEMS_SHOWN));
    IndexedSplit validation = IndexedSplit.of(spark, config.dataset(), Split.VAL);
    LOG.info("{}", validation.report().render(PROBLEMS_SHOWN));
    StartWeights start =
        checkpoint == null
            ? StartWeights.of(config, spark.hadoopConfiguration())
            : StartWeights.resumed(config, checkpoint);
    start.transfer().ifPresent(transfer -> report(config, transfer));
    if (config.train().singleClass()) {
      train = train.asOneClass();
      validation = validation.asOneClass();
    }
    Optional<MemoryProbe> measured = Optional.empty();
    JobConfig resolved = config;
    if (probe || config.batch().needsProbe()) {
      MemoryProbe result =
          MemoryProbe.run(
              spark,
              ProbeTask.of(config, train.records(), validation.records(), checkpoint),
              ranks);
      result.check();
      resolved = result.resolve(config);
      measured = Optional.of(result);
    }
    BatchPlan plan = BatchPlan.of(resolved, train.records().size(), validation.records().size());
    return new Preparation(
        train,
        validation,
        resolved,
        plan,
        ModelSize.of(start.block(), config.model().imageSize()),
        RecipePlan.of(resolved),
        MemoryPlan.of(resolved, plan, start.block()),
        CachePlan.of(resolved, train.records(), validation.records()),
        measured);
  }

  private static void report(JobConfig config, Transfer transfer) {
    LOG.info("model.weights: {}: {}", config.model().weights(), transfer.summary());
    transfer.misfits().stream().limit(PROBLEMS_SHOWN).forEach(misfit -> LOG.info("  {}", misfit));
    int more = transfer.misfits().size() - PROBLEMS_SHOWN;
    if (more > 0) {
      LOG.info("  and {} more that start from random values", more);
    }
  }

  /** Model, batches and recipe as a table for people, without a trailing line break. */
  public String describe() {
    List<String> parts =
        new ArrayList<>(
            List.of(
                model.describe(),
                plan.describe(),
                recipe.describe(),
                cache.describe(),
                memory.describe()));
    probe.ifPresent(each -> parts.add(each.describe()));
    return String.join("\n", parts);
  }

  /** Model, batches and recipe for plan.json. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>(plan.toMap());
    Map<String, Object> size = new LinkedHashMap<>();
    size.put("variant", model.variant());
    size.put("parameters", model.parameters());
    size.put("gflops", model.gflops());
    map.put("model", size);
    map.put("recipe", recipe.toMap());
    map.put("image-cache", cache.toMap());
    map.put("memory-plan", memory.toMap());
    probe.ifPresent(each -> map.put("memory-probe", each.toMap()));
    return map;
  }

  /** What the check of the dataset dropped or corrected, a notice for each split. */
  List<Notice> notices() {
    return Stream.of(train.report(), validation.report())
        .filter(report -> !report.problems().isEmpty())
        .map(report -> Notice.ofDriver("dataset", report.summary()))
        .toList();
  }

  private static void drawIfMissing(JavaSparkContext spark, DatasetConfig dataset) {
    SyntheticConfig synthetic = dataset.synthetic();
    if (synthetic == null) {
      return;
    }
    SyntheticSpec spec =
        new SyntheticSpec(
            synthetic.trainImages(),
            synthetic.valImages(),
            synthetic.imageSide(),
            dataset.names().size(),
            synthetic.seed());
    if (SyntheticDataset.ensure(dataset.root(), spec, spark.hadoopConfiguration())) {
      LOG.info("Drew the synthetic dataset {}", dataset.root());
    }
  }
}
