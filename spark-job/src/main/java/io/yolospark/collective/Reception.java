package io.yolospark.collective;

import io.yolospark.collective.Handshake.Call;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the calls of other ranks while a group forms. Every caller is heard by a thread of its own,
 * so that one that is slow, silent or a stranger delays nobody. Thread-safe.
 */
final class Reception implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
  private static final Duration CALLER_LIMIT = Duration.ofSeconds(10);

  private final ServerSocketChannel server;
  private final Handshake handshake;
  private final int rank;
  private final Set<Call> expected;
  private final Map<Call, SocketChannel> accepted = new HashMap<>();
  private final Set<SocketChannel> unknown = new HashSet<>();
  private String lastRefusal = "";
  private boolean handedOut;
  private boolean ended;

  Reception(ServerSocketChannel server, Handshake handshake, int rank, Set<Call> expected) {
    this.server = server;
    this.handshake = handshake;
    this.rank = rank;
    this.expected = Set.copyOf(expected);
  }

  void start() {
    daemon("collective-accept-" + rank, this::acceptAll);
  }

  /** The connections of all expected callers; the receiver owns them from then on. */
  synchronized Map<Call, SocketChannel> await(Deadline deadline) throws InterruptedException {
    while (accepted.size() < expected.size()) {
      if (ended) {
        throw new CollectiveException("rank " + rank + ": closed while the group formed");
      }
      if (deadline.expired()) {
        throw new CollectiveException(
            String.format(
                "rank %d: no call from rank %s after %s of forming the group%s",
                rank, missing(), deadline.elapsed(), lastRefusal));
      }
      wait(deadline.remainingMillis());
    }
    handedOut = true;
    return Map.copyOf(accepted);
  }

  /** Stops listening and closes every connection that was not handed out. */
  @Override
  public void close() {
    List<SocketChannel> open = new ArrayList<>();
    synchronized (this) {
      ended = true;
      open.addAll(unknown);
      if (!handedOut) {
        open.addAll(accepted.values());
      }
      notifyAll();
    }
    closeQuietly(server);
    open.forEach(Reception::closeQuietly);
  }

  private Set<Integer> missing() {
    Set<Integer> ranks = new TreeSet<>();
    expected.stream()
        .filter(call -> !accepted.containsKey(call))
        .forEach(c -> ranks.add(c.caller()));
    return ranks;
  }

  private void acceptAll() {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        synchronized (this) {
          unknown.add(channel);
        }
        daemon("collective-caller-" + rank, () -> hear(channel));
      }
    } catch (ClosedChannelException e) {
      LOG.debug("rank {} has stopped listening", rank);
    } catch (IOException e) {
      LOG.warn("rank {} cannot listen any more: {}", rank, e.getMessage());
    }
    synchronized (this) {
      ended = true;
      notifyAll();
    }
  }

  private void hear(SocketChannel channel) {
    SocketAddress address = channel.socket().getRemoteSocketAddress();
    try {
      admit(handshake.answer(channel, rank, CALLER_LIMIT), channel);
    } catch (IOException e) {
      refuse(channel, address, e);
    }
  }

  private synchronized void admit(Call call, SocketChannel channel) throws IOException {
    if (accepted.containsKey(call)) {
      throw new IOException("rank " + call.caller() + " has called before");
    }
    handshake.accept(channel);
    unknown.remove(channel);
    accepted.put(call, channel);
    notifyAll();
  }

  private synchronized void refuse(SocketChannel channel, SocketAddress address, IOException e) {
    closeQuietly(channel);
    unknown.remove(channel);
    if (!ended) {
      String reason = e.getMessage() == null ? "it hung up" : e.getMessage();
      lastRefusal = String.format("; last refused: %s (%s)", address, reason);
      LOG.warn("rank {} refuses a connection from {}: {}", rank, address, reason);
    }
  }

  static void closeQuietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("cannot close {}: {}", channel, e.getMessage());
    }
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
