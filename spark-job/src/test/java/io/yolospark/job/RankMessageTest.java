package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.collective.CollectiveException;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankMessageTest {

  private static RankMessage sent(Throwable failure) {
    Serializable parts = RankMessage.failureParts("node-7", "12", failure);
    return new RankMessage("stage", RankMessage.Kind.FAILED, 3, parts);
  }

  @Test
  void aFailureArrivesWhole() {
    RankMessage received =
        RankMessage.decode(
            sent(new IllegalStateException("Cannot save", new IOException("disk full"))).encode());

    RankFailure failure = received.failure();
    assertThat(failure.kind()).isEqualTo(RankFailure.Kind.THROWN);
    assertThat(failure.exceptionClasses())
        .containsExactly("java.lang.IllegalStateException", "java.io.IOException");
    assertThat(failure.describe())
        .isEqualTo("Rank 3 on node-7 (executor 12) failed: IllegalStateException: Cannot save");
    assertThat(failure.trace()).contains("Caused by: java.io.IOException: disk full");
  }

  @Test
  void whatWrapsAFailedCollectiveIsNoCauseOfItsOwn() {
    RankFailure failure =
        sent(new IllegalStateException("step 7", new CollectiveException("peer 2 closed")))
            .failure();
    assertThat(failure.kind()).isEqualTo(RankFailure.Kind.PEER);
  }

  @Test
  void aFailureWithoutMessageIsNamedByItsClass() {
    assertThat(sent(new NullPointerException()).failure().message())
        .isEqualTo("NullPointerException");
  }

  @Test
  void onlyJdkTypesTravel() {
    for (Object part : sent(new CollectiveException("peer 2 closed")).encode()) {
      assertThat(part.getClass().getName()).doesNotContain("yolospark");
    }
  }

  @Test
  void otherMessagesAreRefused() {
    assertThatThrownBy(() -> RankMessage.decode(List.of("stage")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[stage]");
  }
}
