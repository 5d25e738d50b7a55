package io.yolospark.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.Transport;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Faults among real processes: each other rank ends, or waits, and says why. {@link FaultTable}
 * prints all of them.
 */
@Timeout(60)
class FaultProcessTest {

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FROZEN_ROOT", "TOKEN_DIFFERS"})
  void everyOtherRankEndsOrWaitsAndNamesTheCause(Fault fault) throws Exception {
    requireCause(fault, Transport.TCP, 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"KILLED", "FROZEN"})
  void theyDoInSharedMemoryToo(Fault fault) throws Exception {
    requireCause(fault, Transport.SHARED_MEMORY, 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"KILLED", "FROZEN", "FLIPPED", "SIZE"})
  void theyDoWithSeveralStreams(Fault fault) throws Exception {
    requireCause(fault, Transport.TCP, 3);
  }

  private static void requireCause(Fault fault, Transport transport, int streams) throws Exception {
    FaultRun run = FaultRun.of(fault, transport, streams);

    List<Integer> witnesses = fault.witnesses();
    for (int i = 0; i < witnesses.size(); i++) {
      assertThat(run.messages().get(i))
          .as("%s, rank %d", fault, witnesses.get(i))
          .containsPattern(fault.expected())
          .contains("rank " + witnesses.get(i));
      if (!fault.ofFormation() && !fault.passes()) {
        assertThat(run.messages().get(i))
            .containsPattern(
                "^rank \\d of 4 at round \\d+, (all-reduce|control word|barrier) #\\d+ .*"
                    + "after \\d+\\.\\d s and \\d+ bytes sent, \\d+ received: ");
      }
    }
    assertThat(run.last()).as("seconds until the last rank knew").isLessThan(15);
  }
}
