package io.yolospark.collective;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A network between a caller and a callee that can misbehave: it flips a bit, or stops carrying
 * anything. Passes bytes on otherwise.
 */
final class Relay implements AutoCloseable {

  /** Bytes of a piece in which a bit is flipped: long enough to be no header. */
  private static final int LEAST_PIECE = 4096;

  private final ServerSocket server;
  private final InetSocketAddress target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream carried = new ByteArrayOutputStream();
  private volatile boolean flip;
  private volatile boolean cut;

  /** Stands before the callee at this address. */
  Relay(String address) throws IOException {
    target = Address.parse(address);
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  String address() {
    return Address.format((InetSocketAddress) server.getLocalSocketAddress());
  }

  /** Flips one bit of the data that the caller sends next. */
  void flipBit() {
    flip = true;
  }

  /** Carries nothing any more, and tells nobody: a cable pulled out. */
  void cut() {
    cut = true;
  }

  /** Everything that was carried from the caller so far. */
  synchronized byte[] carried() {
    return carried.toByteArray();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket caller = server.accept();
        Socket callee = new Socket(target.getAddress(), target.getPort());
        sockets.add(caller);
        sockets.add(callee);
        daemon(() -> carry(caller, callee, true));
        daemon(() -> carry(callee, caller, false));
      }
    } catch (IOException closed) {
      cut = true;
    }
  }

  private void carry(Socket from, Socket to, boolean forth) {
    byte[] piece = new byte[1 << 16];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      int count = in.read(piece);
      while (count >= 0) {
        if (cut) {
          Thread.sleep(Long.MAX_VALUE);
        }
        if (forth) {
          count(piece, count);
        }
        if (forth && flip && count >= LEAST_PIECE) {
          flip = false;
          piece[count / 2] ^= 0x40;
        }
        out.write(piece, 0, count);
        count = in.read(piece);
      }
    } catch (IOException | InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void count(byte[] piece, int count) {
    carried.write(piece, 0, count);
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "relay");
    thread.setDaemon(true);
    thread.start();
  }
}
