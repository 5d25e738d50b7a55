package io.yolospark.collective;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the calls of other ranks while a group forms. One thread hears all callers and waits for
 * none, so that strangers which are slow, silent or many delay nobody: each has a time limit, and
 * where too many have not proved themselves the oldest goes (a rank calls again). Thread-safe.
 */
final class Reception implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
  private static final Duration CALLER_LIMIT = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 100;

  /** Callers heard at a time, besides one for each rank. */
  private static final int STRANGERS = 256;

  /** Callers taken before those that are there are heard again. */
  private static final int AT_ONCE = 64;

  private final ServerSocketChannel server;
  private final Handshake handshake;
  private final int rank;
  private final RefusalLog refusals;
  private final Arrivals arrivals;
  private final FormationWatch watch;
  private final Map<SocketChannel, Caller> callers = new LinkedHashMap<>();
  private boolean ended;

  Reception(ServerSocketChannel server, Handshake handshake, int rank, FormationWatch watch) {
    this.server = server;
    this.handshake = handshake;
    this.rank = rank;
    this.refusals = new RefusalLog(rank);
    this.arrivals = new Arrivals(rank, watch);
    this.watch = watch;
  }

  Arrivals arrivals() {
    return arrivals;
  }

  void start() {
    Thread thread = new Thread(this::listen, "collective-reception-" + rank);
    thread.setDaemon(true);
    thread.start();
  }

  /** Stops listening and closes every connection that was not handed out. */
  @Override
  public void close() {
    List<SocketChannel> open = new ArrayList<>();
    synchronized (this) {
      if (!ended) {
        refusals.end();
      }
      ended = true;
      open.addAll(callers.keySet());
      open.addAll(arrivals.end());
    }
    closeQuietly(server);
    open.forEach(Reception::closeQuietly);
  }

  private void listen() {
    try (Selector selector = Selector.open()) {
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      while (server.isOpen()) {
        selector.select(LOOK_MILLIS);
        look(selector);
        watch.look();
      }
    } catch (ClosedChannelException | ClosedSelectorException e) {
      LOG.debug("rank {} has stopped listening", rank);
    } catch (IOException e) {
      LOG.warn("rank {} cannot listen any more: {}", rank, e.getMessage());
    } finally {
      arrivals.end();
    }
  }

  private synchronized void look(Selector selector) {
    for (SelectionKey key : selector.selectedKeys()) {
      Caller caller = (Caller) key.attachment();
      if (caller == null) {
        admit(selector);
      } else {
        hear(caller, key);
      }
    }
    selector.selectedKeys().clear();
    for (Caller caller : List.copyOf(callers.values())) {
      if (!caller.late()) {
        break; // the oldest come first
      }
      refuse(caller, "it has not proved within " + CALLER_LIMIT.toSeconds() + " s what it is");
    }
  }

  private void admit(Selector selector) {
    try {
      for (int i = 0; i < AT_ONCE; i++) {
        SocketChannel channel = ended ? null : server.accept();
        if (channel == null) {
          return;
        }
        channel.configureBlocking(false);
        Caller caller = new Caller(channel, handshake, rank, Deadline.after(CALLER_LIMIT));
        channel.register(selector, SelectionKey.OP_READ, caller);
        callers.put(channel, caller);
        if (callers.size() > STRANGERS + handshake.worldSize()) {
          refuseOldest("too many callers that have not proved what they are");
        }
      }
    } catch (ClosedChannelException e) {
      LOG.debug("rank {} has stopped listening", rank);
    } catch (IOException e) {
      refuseOldest(reason(e)); // as "too many open files"
    }
  }

  private void hear(Caller caller, SelectionKey key) {
    if (!callers.containsKey(caller.channel())) {
      return; // gone since the selector saw it
    }
    try {
      Connection connection = caller.advance();
      if (connection == null) {
        return;
      }
      if (arrivals.has(connection.call())) {
        throw new RefusedException("rank " + connection.call().caller() + " has called before");
      }
      key.cancel();
      caller.accept();
      callers.remove(caller.channel());
      arrivals.add(connection);
    } catch (DisagreementException e) {
      arrivals.disagree(e.getMessage());
      refuse(caller, e.getMessage());
    } catch (IOException e) {
      refuse(caller, reason(e));
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private void refuseOldest(String reason) {
    callers.values().stream().findFirst().ifPresent(oldest -> drop(oldest, reason, ""));
  }

  private void refuse(Caller caller, String reason) {
    drop(caller, reason, reason);
  }

  /**
   * @param said what the caller is told; with an empty text it may call again
   */
  private void drop(Caller caller, String reason, String said) {
    callers.remove(caller.channel());
    String address = String.valueOf(caller.channel().socket().getRemoteSocketAddress());
    if (said.isEmpty()) {
      closeQuietly(caller.channel());
    } else {
      caller.refuse(said);
    }
    if (!ended) {
      arrivals.refused(address, reason);
      refusals.add(address, reason);
    }
  }

  static void closeQuietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("cannot close {}: {}", channel, e.getMessage());
    }
  }
}
