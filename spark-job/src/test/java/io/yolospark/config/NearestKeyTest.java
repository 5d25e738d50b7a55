package io.yolospark.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestKeyTest {

  @ParameterizedTest
  @CsvSource({
    "batch.trian, batch.train",
    "batch.train.globl, batch.train.global",
    "batch.validation.per_executor, batch.validation.per-executor",
    "model.imageSize, model.image-size",
    "epochs, train.epochs",
    "train.warm-up.epoch, train.warm-up.epochs",
    "allreduce, all-reduce",
    "validate-every, train.validate-every",
    "seeds, seed"
  })
  void findsWhatWasMeant(String unknown, String known) {
    assertThat(NearestKey.find(unknown, Keys.all(JobConfig.class))).contains(known);
  }

  @Test
  void doesNotGuessWildly() {
    assertThat(NearestKey.find("horizon", Keys.all(JobConfig.class))).isEmpty();
    assertThat(NearestKey.find("lr", Keys.all(JobConfig.class))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'', '', 0", "'', abc, 3", "kitten, sitting, 3", "trian, train, 2", "abc, '', 3"})
  void countsEdits(String a, String b, int edits) {
    assertThat(NearestKey.edits(a, b)).isEqualTo(edits);
  }
}
