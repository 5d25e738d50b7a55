package io.yolospark.collective;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** Makes lanes of connections; they share a selector and a count of their bytes. */
record LaneFactory(int rank, Protection protection, Selector selector, Traffic traffic) {

  Lane lane(Connection connection) throws IOException {
    SocketChannel channel = connection.channel();
    // Buffer sizes are left to the kernel: what it finds by itself was faster than any fixed size.
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    channel.configureBlocking(false);
    int peer = connection.call().peerOf(rank);
    return new Lane(
        new PeerChannel(peer, channel, protection.guard(connection), traffic), selector);
  }
}
