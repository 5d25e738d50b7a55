package io.yolospark.job;

import io.yolospark.collective.Collective;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Bytes round a ring of blocking sockets, one thread for each direction, out of and into one small
 * buffer: what is sent and received by a rank of a ring all-reduce, 2 (N - 1) / N of the bytes,
 * without any use of it.
 */
final class SocketWork implements BenchmarkWork {

  private static final int CHUNK = 1 << 18;

  /** So much fits into a connection without a reader: no second thread is needed. */
  private static final int AT_ONCE = 1 << 15;

  private static final int ACCEPT_MILLIS = 60_000;

  private final int worldSize;
  private final SocketChannel next;
  private final SocketChannel previous;
  private final ByteBuffer out = ByteBuffer.allocateDirect(CHUNK);
  private final ByteBuffer in = ByteBuffer.allocateDirect(CHUNK);
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "sender");
            thread.setDaemon(true);
            return thread;
          });
  private long bytes;

  private SocketWork(int worldSize, SocketChannel next, SocketChannel previous) throws IOException {
    this.worldSize = worldSize;
    this.next = next;
    this.previous = previous;
    next.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** Connects the ranks of a group. */
  static SocketWork connect(Collective group, String host) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(host, 0));
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      byte[][] addresses = group.allGather((host + " " + port).getBytes(StandardCharsets.UTF_8));
      byte[] nextAddress = addresses[(group.rank() + 1) % group.worldSize()];
      String[] words = new String(nextAddress, StandardCharsets.UTF_8).split(" ");
      SocketChannel next =
          SocketChannel.open(new InetSocketAddress(words[0], Integer.parseInt(words[1])));
      server.socket().setSoTimeout(ACCEPT_MILLIS);
      return new SocketWork(group.worldSize(), next, server.socket().accept().getChannel());
    }
  }

  @Override
  public void resize(long size) {
    bytes = 2 * size * (worldSize - 1) / worldSize;
  }

  @Override
  public void refresh() {}

  @Override
  public void run() throws IOException {
    if (bytes <= AT_ONCE) {
      send();
      receive();
      return;
    }
    Future<?> sent =
        sender.submit(
            () -> {
              send();
              return null;
            });
    receive();
    try {
      sent.get();
    } catch (ExecutionException e) {
      throw new IOException("cannot send: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void send() throws IOException {
    for (long left = bytes; left > 0; ) {
      left -= next.write(out.clear().limit((int) Math.min(left, CHUNK)));
    }
  }

  private void receive() throws IOException {
    for (long left = bytes; left > 0; ) {
      int count = previous.read(in.clear().limit((int) Math.min(left, CHUNK)));
      if (count < 0) {
        throw new EOFException("connection closed");
      }
      left -= count;
    }
  }

  @Override
  public void close() throws IOException {
    sender.shutdownNow();
    next.close();
    previous.close();
  }
}
