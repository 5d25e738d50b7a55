package io.yolospark.job;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Encryption;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether ranks encrypt what they exchange. Where Spark's settings demand encryption of its own
 * traffic, gradients are no exception. Their keys come from the run's token, which reaches the
 * ranks inside Spark's tasks; so Spark has to encrypt those, or encryption would be a pretence.
 */
final class GradientEncryption {

  private static final Logger LOG = LoggerFactory.getLogger(GradientEncryption.class);

  /** These encrypt remote calls and block transfers, by which tasks travel. */
  private static final List<String> CARRIERS =
      List.of("spark.network.crypto.enabled", "spark.authenticate.enableSaslEncryption");

  /** In Spark 3.5 these encrypt web pages only, yet whoever sets them wants no plain traffic. */
  private static final List<String> WISHES = List.of("spark.ssl.enabled", "spark.ssl.rpc.enabled");

  private GradientEncryption() {}

  /**
   * The settings with {@link Encryption#AUTO} resolved.
   *
   * @throws ClusterException if they contradict Spark's
   */
  static AllReduceConfig resolve(SparkConf conf, AllReduceConfig settings) {
    Optional<String> carrier = firstOf(CARRIERS, conf);
    Optional<String> demand = carrier.or(() -> firstOf(WISHES, conf));
    if (settings.encryption() == Encryption.OFF && demand.isPresent()) {
      throw new ClusterException(
          "Cannot send gradients in clear: all-reduce.encryption is off, but %s=true demands encryption; accepted: auto or on"
              .formatted(demand.get()));
    }
    boolean on = settings.encryption() == Encryption.ON || demand.isPresent();
    if (!on) {
      return settings.withEncryption(Encryption.OFF);
    }
    String reason = demand.map(key -> key + "=true").orElse("all-reduce.encryption: on");
    if (carrier.isEmpty()) {
      throw new ClusterException(
          ("Cannot encrypt gradients (%s): their key would travel in clear, because Spark does not encrypt its"
                  + " tasks; add --conf spark.authenticate=true --conf spark.network.crypto.enabled=true")
              .formatted(reason));
    }
    LOG.info("Gradients are encrypted ({})", reason);
    return settings.withEncryption(Encryption.ON);
  }

  private static Optional<String> firstOf(List<String> keys, SparkConf conf) {
    return keys.stream().filter(key -> conf.getBoolean(key, false)).findFirst();
  }
}
