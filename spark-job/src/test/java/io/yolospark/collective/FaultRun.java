package io.yolospark.collective;

import io.yolospark.config.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One fault among real processes.
 *
 * @param first seconds until the first witness knew
 * @param last seconds until the last one did
 * @param messages of the witnesses, by rank
 */
record FaultRun(Fault fault, double first, double last, List<String> messages) {

  private static final String END = "end: ";

  static FaultRun of(Fault fault, Transport transport, int streams) throws Exception {
    try (FaultGroup group = new FaultGroup(fault, transport, streams)) {
      group.form();
      if (!fault.ofFormation()) {
        group.awaitRunning();
        fault.inject(group);
      }
      FaultRun run = observe(fault, group);
      if (fault == Fault.LATE) {
        group.admit();
      }
      if (fault.passes()) {
        group.victim().tell("leave"); // that they get there shows that all go on
        observeEnds(fault, group);
      }
      return run;
    }
  }

  private static FaultRun observe(Fault fault, FaultGroup group) throws InterruptedException {
    Pattern warning = Pattern.compile(fault.expected());
    double first = Double.MAX_VALUE;
    double last = 0;
    List<String> messages = new ArrayList<>();
    for (int rank : fault.witnesses()) {
      Optional<RankProcess.Line> line =
          group
              .rank(rank)
              .await(
                  text -> fault.passes() ? warning.matcher(text).find() : text.startsWith(END),
                  FaultGroup.PATIENCE);
      if (line.isEmpty()) {
        throw new AssertionError(
            "rank " + rank + " says nothing of: " + fault + "; " + group.rank(rank).printed());
      }
      first = Math.min(first, group.seconds(line.get()));
      last = Math.max(last, group.seconds(line.get()));
      messages.add(line.get().text().replace(END, ""));
    }
    return new FaultRun(fault, first, last, messages);
  }

  private static void observeEnds(Fault fault, FaultGroup group) throws InterruptedException {
    for (int rank : Fault.LEFT.witnesses()) {
      boolean left =
          group
              .rank(rank)
              .await(text -> text.matches(END + ".*rank 2 has left.*"), FaultGroup.PATIENCE)
              .isPresent();
      boolean said =
          group
              .rank(rank)
              .await(text -> text.contains(fault.relief()), FaultGroup.PATIENCE)
              .isPresent();
      if (!left || !said) {
        throw new AssertionError("rank " + rank + " did not go on: " + group.rank(rank).printed());
      }
    }
  }
}
