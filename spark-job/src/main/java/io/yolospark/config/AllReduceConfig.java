package io.yolospark.config;

import java.io.Serializable;
import java.time.Duration;

/** Gradient exchange between ranks. */
public record AllReduceConfig(
    @Setting(value = "60s", doc = "Longest wait for a peer in one operation.") Duration timeout,
    @Setting(
            value = "auto",
            doc =
                "What gradients travel by: auto is shared memory between ranks of one host and TCP"
                    + " between hosts; shared-memory insists that all ranks are on one host; bigdl (a"
                    + " build with -Pbigdl) rounds each to 8 bits.")
        Transport transport,
    @Setting(
            value = "null",
            doc =
                "Folder of the files that ranks of one host map: on a file system in memory;"
                    + " /dev/shm where it exists, else java.io.tmpdir.")
        String sharedFolder)
    implements Serializable {

  /** The same with another time limit. */
  public AllReduceConfig waiting(Duration limit) {
    return new AllReduceConfig(limit);
  }

  /** The defaults, with another time limit. */
  public static AllReduceConfig within(Duration timeout) {
    return new AllReduceConfig(timeout, Transport.AUTO, null);
  }

  /** The same, by another transport. */
  public AllReduceConfig by(Transport other) {
    return new AllReduceConfig(timeout, other, sharedFolder);
  }

  /** The same, with shared files in another folder. */
  public AllReduceConfig sharingIn(String folder) {
    return new AllReduceConfig(timeout, transport, folder);
  }
}
