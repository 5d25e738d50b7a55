package io.yolospark.job;

import io.yolospark.config.ConfigException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A master URL, checked before Spark sees it: Spark would look for an absent standalone master for
 * a minute, and answer a mistyped URL with a stack trace.
 */
public final class SparkMaster {

  private static final String STANDALONE = "spark://";

  /** The masters whose address Spark's own client, or nobody, has to reach. */
  private static final Pattern OTHERS =
      Pattern.compile(
          "yarn|(k8s|mesos)://.+|local(\\[([1-9]\\d*|\\*)(\\s*,\\s*\\d+)?\\])?|"
              + Slots.LOCAL_CLUSTER.pattern());

  private static final Duration POLL = Duration.ofMillis(250);
  private static final int CONNECT_MILLIS = 2000;

  private final String url;
  private final List<HostPort> standalone;

  private SparkMaster(String url, List<HostPort> standalone) {
    this.url = url;
    this.standalone = standalone;
  }

  /**
   * Reads a master URL.
   *
   * @throws ConfigException if Spark would not understand it
   */
  public static SparkMaster parse(String url) {
    try {
      if (url.startsWith(STANDALONE)) {
        return new SparkMaster(url, hosts(url.substring(STANDALONE.length())));
      }
      if (OTHERS.matcher(url).matches()) {
        return new SparkMaster(url, List.of());
      }
    } catch (URISyntaxException e) {
      // refused below, as any other URL
    }
    throw new ConfigException(
        List.of(
            "--master or cluster.master: \"%s\" is not the URL of a Spark master; accepted: "
                    .formatted(url)
                + "spark://HOST:PORT[,HOST:PORT...], yarn, k8s://URL, local[THREADS],"
                + " local-cluster[WORKERS,CORES,MIB]"));
  }

  private static List<HostPort> hosts(String list) throws URISyntaxException {
    List<HostPort> hosts = new ArrayList<>();
    for (String each : list.split(",", -1)) {
      URI uri = new URI(STANDALONE + each);
      boolean plain = each.equals(uri.getHost() + ":" + uri.getPort());
      if (!plain || uri.getPort() < 1 || uri.getPort() > 65535) {
        throw new URISyntaxException(each, "not HOST:PORT");
      }
      hosts.add(new HostPort(uri.getHost(), uri.getPort()));
    }
    return hosts;
  }

  /**
   * Waits until a standalone master (one of them, if several are named) takes connections; returns
   * at once for every other kind.
   *
   * @throws ClusterException if none does within {@code limit}, naming each with the reason
   */
  public void awaitReachable(Duration limit) throws InterruptedException {
    long start = System.nanoTime();
    while (!standalone.isEmpty()) {
      List<String> failures = new ArrayList<>();
      for (HostPort each : standalone) {
        try {
          each.connect();
          return;
        } catch (IOException e) {
          failures.add(each + " (" + reason(e) + ")");
        }
      }
      if (System.nanoTime() - start >= limit.toNanos()) {
        throw new ClusterException(
            "Cannot reach the Spark master %s: no connection to %s within %d s; start it, or give another by --master or cluster.master"
                .formatted(url, String.join(", ", failures), limit.toSeconds()));
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private static String reason(IOException e) {
    return e instanceof UnknownHostException ? "unknown host" : e.getMessage();
  }

  private record HostPort(String host, int port) {

    void connect() throws IOException {
      InetSocketAddress address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        throw new UnknownHostException(host);
      }
      try (Socket socket = new Socket()) {
        socket.connect(address, CONNECT_MILLIS);
      }
    }

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }
}
