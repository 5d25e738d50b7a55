package io.yolospark.config;

import java.io.Serializable;
import java.util.List;

/**
 * The whole job config, complete (every default filled in) and checked. Immutable and serialisable:
 * the driver sends it to the ranks as it is.
 *
 * @param dataset the dataset descriptor, inline or read from the file that {@code dataset} named
 */
public record JobConfig(
    @Setting(doc = "Name of the run; letters, digits, '.', '_' and '-'.") String name,
    @Setting(
            doc =
                "Folder of everything the run leaves: any Hadoop FileSystem URI, or a path relative to this file.",
            path = true)
        String output,
    @Setting(
            doc =
                "Dataset descriptor: a YAML file (relative to this file), or the descriptor inline.")
        DatasetConfig dataset,
    @Setting(value = "0", doc = "Seed of initialisation, sampling and augmentation.", min = 0)
        long seed,
    @Setting(value = "{}", doc = "The detector.") ModelConfig model,
    @Setting(value = "{}", doc = "Executors, one rank each.") ClusterConfig cluster,
    @Setting(value = "{}", doc = "Batch sizes; nothing about them is implied.") BatchConfig batch,
    @Setting(value = "{}", doc = "The training recipe.") TrainConfig train,
    @Setting(value = "{}", doc = "Augmentation of training images.") AugmentConfig augment,
    @Setting(value = "{}", doc = "How a validation pass decodes and scores.")
        ValidationConfig validation,
    @Setting(value = "{}", doc = "Reading and preparing images.") LoaderConfig loader,
    @Setting(value = "{}", doc = "Gradient exchange between ranks.") AllReduceConfig allReduce,
    @Setting(value = "{}", doc = "Memory of the ranks.") MemoryConfig memory,
    @Setting(value = "{}", doc = "Checkpoints.") CheckpointConfig checkpoint,
    @Setting(value = "{}", doc = "Failures of ranks, and the end by SIGTERM.")
        RestartConfig restart)
    implements Serializable {

  /** The same with batch sizes that have been found. */
  public JobConfig with(BatchConfig found) {
    return Records.with(this, "batch", found);
  }

  /** Names of the classes that are trained, in the order of their ids. */
  public List<String> classNames() {
    boolean joined = train.singleClass() && dataset.names().size() > 1;
    return joined ? List.of("item") : dataset.names();
  }
}
