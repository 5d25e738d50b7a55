package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.ndarray.NDManager;
import io.yolospark.collective.Ranks;
import io.yolospark.device.Compute;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReplicasTest {

  /** The checksum of every rank, and what verifying throws there. */
  private record Verified(String checksum, Throwable thrown) {}

  @Test
  void equalReplicasPass() throws Exception {
    assertThat(verify(2, replica -> {}))
        .allSatisfy(rank -> assertThat(rank.thrown()).isNull())
        .extracting(Verified::checksum)
        .containsOnly(verify(1, replica -> {}).get(0).checksum());
  }

  @Test
  void everyRankTellsThatAParameterDiffers() throws Exception {
    // the least change there is
    assertThatBothTell(replica -> replica.leaves().get(1).muli(1 + 1e-7f));
  }

  @Test
  void everyRankTellsThatAStatisticDiffers() throws Exception {
    assertThatBothTell(replica -> replica.statistics().addi(1e-6f));
  }

  private static void assertThatBothTell(Consumer<FlatParameters> change) throws Exception {
    List<Verified> ranks = verify(2, change);

    String expected =
        "Replicas differ after epoch 3 (checksums of the parameters: rank 0: %s, rank 1: %s)"
            .formatted(ranks.get(0).checksum(), ranks.get(1).checksum());
    assertThat(ranks)
        .allSatisfy(
            rank ->
                assertThat(rank.thrown())
                    .isInstanceOf(TrainingFailedException.class)
                    .hasMessage(expected));
    assertThat(ranks).extracting(Verified::checksum).doesNotHaveDuplicates();
  }

  /** Verifies replicas of which that of rank 1 is changed. */
  private static List<Verified> verify(int worldSize, Consumer<FlatParameters> change)
      throws Exception {
    return Ranks.run(
        worldSize,
        group -> {
          Compute.start(1);
          try (NDManager manager = NDManager.newBaseManager();
              FlatParameters replica = FlatParameters.initial(manager, SmallModel.PARAMETERS, 1)) {
            if (group.rank() == 1) {
              change.accept(replica);
            }
            Throwable thrown =
                catchThrowable(() -> Replicas.verify(replica, group, "after epoch 3"));
            return new Verified(Long.toHexString(Replicas.checksum(replica)), thrown);
          }
        });
  }

  @Test
  void whatIsNotFiniteIsFound() {
    Compute.start(1);
    try (NDManager manager = NDManager.newBaseManager();
        FlatParameters replica = FlatParameters.initial(manager, SmallModel.PARAMETERS, 1)) {
      Replicas.verifyFinite(replica, "in epoch 3");
      replica.statistics().divi(0f);

      assertThatThrownBy(() -> Replicas.verifyFinite(replica, "in epoch 3"))
          .isInstanceOf(DivergedException.class)
          .hasMessage(
              "Training diverged in epoch 3: a parameter or a statistic of BatchNorm is not finite");
    }
  }
}
