package io.yolospark.config;

import java.io.Serializable;
import java.time.Duration;

/** What the driver does when ranks fail, and when it is told to end. */
public record RestartConfig(
    @Setting(
            value = "3",
            doc =
                "How often in a row a run goes on from its last checkpoint after ranks have failed, without getting further than before; mistakes of the user, lack of memory, and an error that comes again at the same step end it at once.",
            min = 0)
        int max,
    @Setting(value = "10s", doc = "How long to wait before that.") Duration backoff,
    @Setting(
            value = "30s",
            doc =
                "How long to wait for lost executors to be replaced before the run goes on with fewer; matters only with cluster.min-executors.")
        Duration replacementWait,
    @Setting(
            value = "25s",
            doc =
                "Longest time that SIGTERM leaves the run to write a checkpoint; the scheduler's own grace period must be longer.")
        Duration grace)
    implements Serializable {}
