package io.yolospark.collective;

import java.nio.channels.SocketChannel;

/**
 * A connection whose two sides have proved themselves to each other.
 *
 * @param secret known to these two ranks alone, and to this connection: from the run's token and
 *     both challenges
 * @param dialled whether this rank is the caller
 */
record Connection(SocketChannel channel, Call call, byte[] secret, boolean dialled) {}
