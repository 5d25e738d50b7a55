package io.yolospark.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/** Gradient exchange between ranks. */
public record AllReduceConfig(
    @Setting(value = "60s", doc = "Longest wait for a peer in one operation.") Duration timeout,
    @Setting(
            value = "5s",
            doc =
                "How long an operation may stand still before the log names the ranks that are missing.")
        Duration stallWarning,
    @Setting(
            value = "false",
            doc =
                "Whether every chunk carries a CRC32C, so that a bit flipped on the way is found.")
        boolean checksum,
    @Setting(
            value = "auto",
            doc =
                "AES-GCM between ranks: on, off, or auto (where Spark's settings demand encryption).")
        Encryption encryption,
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
        String sharedFolder,
    @Setting(
            value = "true",
            doc =
                "Whether a part of the gradient is exchanged while backward still computes the others; not with memory.on-out-of-memory: shrink.")
        boolean overlap,
    @Setting(
            value = "fp32",
            doc =
                "What gradients travel as over TCP: fp32, or half the bytes as fp16 or bf16, rounded"
                    + " to nearest at every hop and summed as fp32.")
        WireFormat wire,
    @Setting(
            value = "false",
            doc =
                "Whether what fp16 or bf16 rounds off is added to the next step's gradient; each rank"
                    + " holds it in memory of the gradient's size, checkpoints do not.")
        boolean errorFeedback,
    @Setting(
            value = "1",
            doc =
                "TCP connections side by side to the next rank, or the next host; the sums have the"
                    + " same bits. For networks that limit each connection below what a host may send.",
            min = 1,
            max = 8)
        int streams,
    @Setting(
            key = "interface",
            value = "null",
            doc =
                "What the ranks listen on: name of a network interface, an address of each host, or"
                    + " a network such as 10.0.0.0/8; what Spark's block manager uses if absent.")
        String networkInterface,
    @Setting(
            value = "any",
            doc =
                "Ports the ranks listen on while they form the group: a range such as 40000-40100 with"
                    + " one for each rank of a host, or any.")
        String ports)
    implements Serializable {

  /** The defaults, with another time limit. */
  public static AllReduceConfig within(Duration timeout) {
    return ConfigLoader.sections(List.of()).allReduce().waiting(timeout);
  }

  /** The same with another time limit. */
  public AllReduceConfig waiting(Duration limit) {
    return Records.with(this, "timeout", limit);
  }

  /** The same, with or without overlap. */
  public AllReduceConfig withOverlap(boolean wanted) {
    return Records.with(this, "overlap", wanted);
  }

  /** The same, by another transport. */
  public AllReduceConfig by(Transport other) {
    return Records.with(this, "transport", other);
  }

  /** The same, over so many connections side by side. */
  public AllReduceConfig withStreams(int count) {
    return Records.with(this, "streams", count);
  }

  /** The same, with shared files in another folder. */
  public AllReduceConfig sharingIn(String folder) {
    return Records.with(this, "sharedFolder", folder);
  }

  /** The same, with another warning of stalls. */
  public AllReduceConfig withStallWarning(Duration limit) {
    return Records.with(this, "stallWarning", limit);
  }

  /** The same, with or without checksums. */
  public AllReduceConfig withChecksum(boolean wanted) {
    return Records.with(this, "checksum", wanted);
  }

  /** The same, with another rule of encryption. */
  public AllReduceConfig withEncryption(Encryption rule) {
    return Records.with(this, "encryption", rule);
  }

  /** The same on other interfaces and ports. */
  public AllReduceConfig on(String network, String range) {
    return Records.with(Records.with(this, "networkInterface", network), "ports", range);
  }

  /**
   * The ports as numbers.
   *
   * @throws IllegalArgumentException if they are none, which loading a config rules out
   */
  public PortRange portRange() {
    return PortRange.parse(ports)
        .orElseThrow(() -> new IllegalArgumentException("Cannot parse ports: " + ports));
  }
}
