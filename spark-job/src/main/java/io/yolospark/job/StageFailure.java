package io.yolospark.job;

import io.yolospark.train.DivergedException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what is known of a failed stage into the exception that its caller gets. */
final class StageFailure {

  private static final Logger LOG = LoggerFactory.getLogger(StageFailure.class);

  /** What stands between a failure and what a peer told of it. */
  static final String ACCOUNT = "; a peer saw: ";

  private StageFailure() {}

  static RuntimeException of(RankStageSpec spec, StageWatch watch, Throwable jobFailure) {
    Optional<RankFailure> first = watch.firstCause();
    if (first.isEmpty()) {
      return new ClusterException(
          "Cannot run %d ranks: %s".formatted(spec.worldSize(), firstLine(jobFailure)), jobFailure);
    }
    RankFailure failure = told(first.get(), watch);
    if (failure.exceptionClasses().contains(DivergedException.class.getName())) {
      return new DivergedException(failure.message()); // that of every rank
    }
    LOG.info("Where rank {} failed: {}", failure.rank(), failure.trace());
    if (failure.exceptionClasses().contains(ClusterException.class.getName())) {
      return new ClusterException(failure.describe(), jobFailure);
    }
    return new RankFailedException(failure, jobFailure);
  }

  /** A rank that is gone cannot tell where it was, but its peers can. */
  private static RankFailure told(RankFailure failure, StageWatch watch) {
    return failure.kind() != RankFailure.Kind.EXECUTOR_LOST
        ? failure
        : watch
            .accountOfPeers()
            .map(account -> failure.with(failure.message() + ACCOUNT + account))
            .orElse(failure);
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
