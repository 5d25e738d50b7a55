package io.yolospark.image;

/** Keeps decoded images by record until its room is used up. Thread-safe. */
interface PixelCache {

  /** The image of a record, or null. It outlives any native scope. */
  PixelImage find(int record);

  /** Keeps a copy of the image if it still fits; says whether the record is now held. */
  boolean offer(int record, PixelImage image);
}
