package io.yolospark.evaluate;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Bytes of image statistics, big-endian. */
final class StatisticsCodec {

  /** "YSvs": tells a payload of another operation from this one. */
  private static final int MAGIC = 0x59537673;

  private static final int HEADER_BYTES = 2 * Integer.BYTES;
  private static final int IMAGE_BYTES = 3 * Integer.BYTES;
  private static final int DETECTION_BYTES = Float.BYTES + Integer.BYTES + Short.BYTES;

  private StatisticsCodec() {}

  static byte[] encode(List<ImageStatistics> images) {
    long size = HEADER_BYTES;
    for (ImageStatistics image : images) {
      size +=
          IMAGE_BYTES
              + (long) DETECTION_BYTES * image.detectionCount()
              + (long) Integer.BYTES * image.labelClasses().length;
    }
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size));
    bytes.putInt(MAGIC).putInt(images.size());
    for (ImageStatistics image : images) {
      bytes.putInt(image.position());
      bytes.putInt(image.detectionCount());
      bytes.putInt(image.labelClasses().length);
      for (int i = 0; i < image.detectionCount(); i++) {
        bytes.putFloat(image.scores()[i]);
        bytes.putInt(image.classes()[i]);
        bytes.putShort(image.correct()[i]);
      }
      for (int labelClass : image.labelClasses()) {
        bytes.putInt(labelClass);
      }
    }
    return bytes.array();
  }

  static List<ImageStatistics> decode(byte[] payload) {
    ByteBuffer bytes = ByteBuffer.wrap(payload);
    try {
      if (bytes.getInt() != MAGIC) {
        throw new IllegalArgumentException(
            "Cannot read validation statistics: " + payload.length + " bytes of something else");
      }
      int count = bytes.getInt();
      List<ImageStatistics> images = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        images.add(decodeImage(bytes));
      }
      if (bytes.hasRemaining()) {
        throw new IllegalArgumentException(
            "Cannot read validation statistics: " + bytes.remaining() + " bytes too many");
      }
      return images;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException(
          "Cannot read validation statistics: cut off after " + payload.length + " bytes", e);
    }
  }

  private static ImageStatistics decodeImage(ByteBuffer bytes) {
    int position = bytes.getInt();
    int detections = bytes.getInt();
    int labels = bytes.getInt();
    long size = (long) DETECTION_BYTES * detections + (long) Integer.BYTES * labels;
    if (detections < 0 || labels < 0 || size > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    float[] scores = new float[detections];
    int[] classes = new int[detections];
    short[] correct = new short[detections];
    for (int i = 0; i < detections; i++) {
      scores[i] = bytes.getFloat();
      classes[i] = bytes.getInt();
      correct[i] = bytes.getShort();
    }
    int[] labelClasses = new int[labels];
    for (int i = 0; i < labels; i++) {
      labelClasses[i] = bytes.getInt();
    }
    return new ImageStatistics(position, scores, classes, correct, labelClasses);
  }
}
