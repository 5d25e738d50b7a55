package io.yolospark.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.report.WholeFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write an output folder, which one driver has at a time: a hidden file beside the
 * folder that its holder renews. A file that is not renewed for a term belongs to nobody any more.
 * Only changes of the file count, so clocks need not agree. Thread-safe.
 */
final class OutputLease implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OutputLease.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TERM = Duration.ofSeconds(30);

  /** A term is so many renewals, and a driver that starts looks so often at one. */
  private static final int RENEWALS = 6;

  /** Of two drivers that start at once, the later to write stays. */
  private static final Duration SETTLE = Duration.ofMillis(200);

  private final String output;
  private final Path file;
  private final Configuration hadoop;
  private final Duration renewal;
  private final String id = UUID.randomUUID().toString();
  private final Thread renewer = new Thread(this::renew, "output lease");
  private final String since = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  private int renewals;
  private boolean released;
  private volatile boolean lost;

  private OutputLease(String output, Duration term, Configuration hadoop) {
    this.output = output;
    this.hadoop = hadoop;
    renewal = term.dividedBy(RENEWALS);
    Path root = new Path(output);
    file =
        root.getParent() == null
            ? new Path(root, ".lease")
            : new Path(root.getParent(), "." + root.getName() + ".lease");
  }

  /**
   * Takes the lease of a folder, which need not exist; waits where it cannot be told whether its
   * holder still runs.
   *
   * @throws ClusterException if another driver holds it, or it cannot be written
   */
  static OutputLease take(String output, Configuration hadoop) throws InterruptedException {
    return take(output, TERM, hadoop);
  }

  static OutputLease take(String output, Duration term, Configuration hadoop)
      throws InterruptedException {
    OutputLease lease = new OutputLease(output, term, hadoop);
    try {
      lease.awaitExpiry(term);
      lease.write();
      Thread.sleep(SETTLE.toMillis());
      lease.refuseUnlessOwn(lease.read());
    } catch (IOException e) {
      throw new ClusterException("output: cannot write to " + output + ": " + e.getMessage(), e);
    }
    lease.renewer.setDaemon(true);
    lease.renewer.start();
    return lease;
  }

  private void awaitExpiry(Duration term) throws IOException, InterruptedException {
    JsonNode seen = read();
    if (seen == null) {
      return;
    }
    LOG.info(
        "Output {} was taken by {}; waiting up to {} s to see whether that still runs",
        output,
        holder(seen),
        term.toSeconds());
    long start = System.nanoTime();
    while (System.nanoTime() - start < term.toNanos()) {
      Thread.sleep(renewal.dividedBy(RENEWALS).toMillis());
      JsonNode now = read();
      if (now == null) {
        return;
      }
      if (!now.equals(seen)) {
        refuseUnlessOwn(now);
      }
    }
    LOG.info("Nobody has renewed it: output {} is taken over", output);
  }

  private void refuseUnlessOwn(JsonNode lease) {
    if (lease != null && !isOwn(lease)) {
      throw new ClusterException(
          "output: %s is in use by %s; wait until it has ended, or give another output"
              .formatted(output, holder(lease)));
    }
  }

  private static String holder(JsonNode lease) {
    return "the driver on %s, process %d, since %s"
        .formatted(
            lease.path("host").asText(), lease.path("pid").asLong(), lease.path("since").asText());
  }

  private boolean isOwn(JsonNode lease) {
    return id.equals(lease.path("id").asText());
  }

  /**
   * Checks that no other driver has taken the folder since.
   *
   * @throws ClusterException if one has, because this one did not renew its lease for a term
   */
  void verify() {
    if (lost) {
      throw new ClusterException(
          "Cannot go on with output %s: this driver did not answer for a while, and another has taken it over"
              .formatted(output));
    }
  }

  private synchronized void renew() {
    try {
      while (!released && !lost) {
        TimeUnit.NANOSECONDS.timedWait(this, renewal.toNanos());
        if (!released) {
          renewOnce();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void renewOnce() {
    try {
      JsonNode now = read();
      lost = now != null && !isOwn(now);
      if (!lost) {
        write();
      }
    } catch (IOException e) {
      LOG.warn("Cannot renew the lease of output {}: {}", output, e.getMessage());
    }
  }

  private JsonNode read() throws IOException {
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      return JSON.readTree(in);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  private void write() throws IOException {
    Map<String, ?> lease =
        Map.of(
            "id", id,
            "host", Utils.localHostName(),
            "pid", ProcessHandle.current().pid(),
            "since", since,
            "renewals", renewals++);
    WholeFile.write(hadoop, file, JSON.writeValueAsBytes(lease));
  }

  /** Gives the folder free. */
  @Override
  public synchronized void close() {
    if (released || lost) {
      return;
    }
    released = true;
    notifyAll();
    try {
      file.getFileSystem(hadoop).delete(file, false);
    } catch (IOException e) {
      LOG.warn("Cannot delete {}; it expires: {}", file, e.getMessage());
    }
  }
}
