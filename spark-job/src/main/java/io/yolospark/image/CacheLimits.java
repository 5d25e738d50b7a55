package io.yolospark.image;

import io.yolospark.config.CacheKind;
import io.yolospark.config.DatasetConfig;
import java.nio.file.Path;

/**
 * Room that a {@link SampleLoader} may keep images in, so that later epochs (and mosaic partners)
 * do not read and decode again. Pixels are preferred; an image whose pixels do not fit is kept as
 * its file's bytes.
 *
 * @param encodedBytes of the heap for files as they are stored; 0 keeps none
 * @param pixelBytes for decoded and resized images, up to 3 x image-size^2 bytes each; 0 keeps none
 * @param folder local folder that the pixels are kept in; null for the heap
 */
public record CacheLimits(long encodedBytes, long pixelBytes, Path folder) {

  public CacheLimits {
    if (encodedBytes < 0 || pixelBytes < 0) {
      throw new IllegalArgumentException(
          "Cache limits must not be negative: " + encodedBytes + ", " + pixelBytes);
    }
  }

  /** Limits on the heap. */
  public CacheLimits(long encodedBytes, long pixelBytes) {
    this(encodedBytes, pixelBytes, null);
  }

  /** What the training images of a dataset may use on this executor. */
  public static CacheLimits training(DatasetConfig dataset) {
    return of(dataset, trainingBytes(dataset, heap()));
  }

  /** What the validation images of a dataset may use on this executor. */
  public static CacheLimits validation(DatasetConfig dataset) {
    return of(dataset, dataset.cacheBytes(heap()) - trainingBytes(dataset, heap()));
  }

  private static CacheLimits of(DatasetConfig dataset, long bytes) {
    if (dataset.cache() == CacheKind.DISK) {
      String folder = dataset.cacheFolder();
      return new CacheLimits(
          0, bytes, Path.of(folder == null ? System.getProperty("java.io.tmpdir") : folder));
    }
    long encoded = bytes / 3;
    return new CacheLimits(encoded, bytes - encoded);
  }

  private static long trainingBytes(DatasetConfig dataset, long heapBytes) {
    return dataset.cacheBytes(heapBytes) / 3 * 2;
  }

  private static long heap() {
    return Runtime.getRuntime().maxMemory();
  }

  /** A cache of pixels within these limits. */
  PixelCache pixelCache() {
    return folder == null || pixelBytes == 0
        ? new HeapPixelCache(pixelBytes)
        : new DiskPixelCache(folder, pixelBytes);
  }
}
