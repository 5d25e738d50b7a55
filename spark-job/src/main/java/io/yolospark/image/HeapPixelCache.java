package io.yolospark.image;

/** Images on the Java heap. Thread-safe. */
final class HeapPixelCache implements PixelCache {

  private final BoundedCache<PixelImage> images;

  HeapPixelCache(long limitBytes) {
    images = new BoundedCache<>(limitBytes);
  }

  @Override
  public PixelImage find(int record) {
    return images.find(record);
  }

  @Override
  public boolean offer(int record, PixelImage image) {
    return images.offer(record, image::onHeap, image.bytes());
  }
}
