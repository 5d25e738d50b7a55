package io.yolospark.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.yolospark.image.Batch;
import io.yolospark.image.Sample;
import java.nio.ByteBuffer;

/** Puts prepared images on the device of a rank. */
public final class NetworkInput {

  private static final int CHANNELS = 3;

  private NetworkInput() {}

  /**
   * Images as (B, 3, height, width) float32 RGB in [0, 1], attached to the manager. In memory the
   * channels of a pixel stay together (a transposed view): the engine then runs every convolution
   * channels-last, which is faster.
   */
  public static NDArray of(NDManager manager, Batch batch) {
    int height = batch.height();
    int width = batch.width();
    ByteBuffer pixels = manager.allocateDirect(batch.size() * height * width * CHANNELS);
    for (Sample sample : batch.samples()) {
      pixels.put(sample.pixels());
    }
    pixels.rewind();
    Shape shape = new Shape(batch.size(), height, width, CHANNELS);
    try (NDArray bytes = manager.create(pixels, shape, DataType.UINT8);
        NDArray floats = bytes.toType(DataType.FLOAT32, true)) {
      return floats.divi(255f).transpose(0, 3, 1, 2);
    }
  }
}
