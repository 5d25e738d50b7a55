package io.yolospark.job;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what is known of a failed stage into the exception that its caller gets. */
final class StageFailure {

  private static final Logger LOG = LoggerFactory.getLogger(StageFailure.class);

  private StageFailure() {}

  static RuntimeException of(RankStageSpec spec, StageWatch watch, Throwable jobFailure) {
    Optional<RankFailure> first = watch.firstCause();
    if (first.isEmpty()) {
      return new ClusterException(
          "Cannot run %d ranks: %s".formatted(spec.worldSize(), firstLine(jobFailure)), jobFailure);
    }
    RankFailure failure = first.get();
    LOG.info("Where rank {} failed: {}", failure.rank(), failure.trace());
    if (failure.exceptionClasses().contains(ClusterException.class.getName())) {
      return new ClusterException(failure.describe(), jobFailure);
    }
    return new RankFailedException(failure, jobFailure);
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
