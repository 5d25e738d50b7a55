package io.yolospark.collective;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Calls another rank while a group forms. */
final class Dialer {

  /** Ranks listen before they tell their address, so a refusal is hardly ever "not yet". */
  private static final Duration PERSISTENCE = Duration.ofSeconds(2);

  private static final long PAUSE_MILLIS = 100;

  private final Handshake handshake;
  private final Deadline deadline;

  Dialer(Handshake handshake, Deadline deadline) {
    this.handshake = handshake;
    this.deadline = deadline;
  }

  /** A connection that both sides have proved and agreed on, in blocking mode. */
  Connection call(Call call, String address) throws InterruptedException {
    Deadline persistence = Deadline.after(PERSISTENCE);
    while (true) {
      try {
        return connect(call, address);
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedException();
        }
        boolean hopeless =
            e instanceof RefusedException || (e instanceof ConnectFailure && persistence.expired());
        if (hopeless || deadline.expired()) {
          throw new CollectiveException(
              String.format(
                  "rank %d: cannot reach rank %d at %s, after %s of forming the group: %s",
                  call.caller(), call.callee(), address, deadline.elapsed(), e.getMessage()),
              e);
        }
        // a callee that many strangers call may hang up on a rank before it has heard it
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private Connection connect(Call call, String address) throws IOException {
    SocketChannel channel = SocketChannel.open();
    boolean agreed = false;
    try {
      int millis = (int) Math.min(Integer.MAX_VALUE, deadline.remainingMillis());
      try {
        channel.socket().connect(Address.parse(address), millis);
      } catch (IOException e) {
        throw new ConnectFailure(e);
      }
      Connection connection = handshake.call(channel, call, deadline);
      agreed = true;
      return connection;
    } finally {
      if (!agreed) {
        channel.close();
      }
    }
  }

  /** Nobody answered at all. */
  private static final class ConnectFailure extends IOException {
    ConnectFailure(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
