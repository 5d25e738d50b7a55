package io.yolospark.image;

import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The native library, loaded on first use with one thread per call: a rank owns one core, and
 * worker threads are the only parallelism. Thread-safe.
 */
final class OpenCv {

  static {
    // JavaCPP counts the memory of the whole process, PyTorch's included, and refuses allocations
    // beyond four times the heap; scopes already bound what images use
    setDefault("org.bytedeco.javacpp.maxbytes", "0");
    setDefault("org.bytedeco.javacpp.maxphysicalbytes", "0");
    Loader.load(opencv_core.class);
    Loader.load(opencv_imgproc.class);
    Loader.load(opencv_imgcodecs.class);
    opencv_core.setNumThreads(1);
  }

  private OpenCv() {}

  /** Loads the library now: it takes seconds that the first batch would wait for. */
  static void load() {
    // the class is initialised by this call
  }

  /**
   * Runs native work and releases every native object it created, also when it fails; the result
   * must live on the heap.
   */
  @SuppressWarnings("try") // the scope works through its thread, not by name
  static <T> T scoped(Supplier<T> work) {
    try (PointerScope scope = new PointerScope()) {
      return work.get();
    }
  }

  /** Copies interleaved 8-bit RGB pixels into a native image, owned by the current scope. */
  static Mat toMat(byte[] rgb, int width, int height) {
    return new Mat(height, width, opencv_core.CV_8UC3, new BytePointer(rgb));
  }

  /** Copies a continuous 8-bit RGB image to the heap. */
  static byte[] toBytes(Mat rgb) {
    byte[] pixels = new byte[3 * rgb.rows() * rgb.cols()];
    rgb.data().get(pixels);
    return pixels;
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
