package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Encryption;
import java.time.Duration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradientEncryptionTest {

  private static final AllReduceConfig AUTO = AllReduceConfig.within(Duration.ofSeconds(1));

  private static SparkConf conf(String... on) {
    SparkConf conf = new SparkConf(false);
    for (String key : on) {
      conf.set(key, "true");
    }
    return conf;
  }

  private static Encryption resolve(SparkConf conf, Encryption rule) {
    return GradientEncryption.resolve(conf, AUTO.withEncryption(rule)).encryption();
  }

  @Test
  void nothingIsEncryptedThatNobodyWantsEncrypted() {
    assertThat(resolve(conf(), Encryption.AUTO)).isEqualTo(Encryption.OFF);
    assertThat(resolve(conf("spark.authenticate"), Encryption.AUTO)).isEqualTo(Encryption.OFF);
    assertThat(resolve(conf(), Encryption.OFF)).isEqualTo(Encryption.OFF);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"spark.network.crypto.enabled", "spark.authenticate.enableSaslEncryption"})
  void whatSparkEncryptsIsEncryptedHereToo(String key) {
    SparkConf conf = conf("spark.authenticate", key);
    assertThat(resolve(conf, Encryption.AUTO)).isEqualTo(Encryption.ON);
    assertThat(resolve(conf, Encryption.ON)).isEqualTo(Encryption.ON);
    assertThatThrownBy(() -> resolve(conf, Encryption.OFF))
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "Cannot send gradients in clear: all-reduce.encryption is off, but "
                + key
                + "=true demands encryption; accepted: auto or on");
  }

  @ParameterizedTest
  @EnumSource
  void theKeyDoesNotTravelInClear(Encryption rule) {
    SparkConf ssl = conf("spark.ssl.enabled");
    String message =
        rule == Encryption.OFF
            ? "Cannot send gradients in clear: all-reduce.encryption is off, but spark.ssl.enabled"
            : "Cannot encrypt gradients (spark.ssl.enabled=true): their key would travel in clear";
    assertThatThrownBy(() -> resolve(ssl, rule))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatIsMissingForEncryptionIsSaid() {
    assertThatThrownBy(() -> resolve(conf(), Encryption.ON))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("(all-reduce.encryption: on)")
        .hasMessageEndingWith(
            "add --conf spark.authenticate=true --conf spark.network.crypto.enabled=true");
  }
}
