package io.yolospark.collective;

/** The two connections by which a rank is part of a ring, or of one of its streams. */
record RingLanes(Lane next, Lane previous) {}
