package io.yolospark.evaluate;

import java.util.Arrays;

/** Gathers the labels and detections of one class, image by image in the order of position. */
final class ClassAccumulator {

  private int images;
  private int labels;
  private int lastPosition = -1;
  private int detections;
  private float[] scores = new float[16];
  private short[] correct = new short[16];

  int images() {
    return images;
  }

  int labels() {
    return labels;
  }

  void addLabel(int position) {
    labels++;
    if (images == 0 || position != lastPosition) {
      images++;
      lastPosition = position;
    }
  }

  void addDetection(float score, short flags) {
    if (detections == scores.length) {
      scores = Arrays.copyOf(scores, 2 * detections);
      correct = Arrays.copyOf(correct, 2 * detections);
    }
    scores[detections] = score;
    correct[detections] = flags;
    detections++;
  }

  /** By falling score; equal scores keep the order in which they were added. */
  RankedClass rank() {
    long[] keys = new long[detections];
    for (int i = 0; i < detections; i++) {
      // scores from 0 to 1 order as their bits do; adding 0 turns -0 into 0
      long falling = (long) Integer.MAX_VALUE - Float.floatToIntBits(scores[i] + 0f);
      keys[i] = falling << Integer.SIZE | i;
    }
    Arrays.sort(keys);
    double[] negatedScores = new double[detections];
    short[] flags = new short[detections];
    for (int i = 0; i < detections; i++) {
      int index = (int) keys[i];
      negatedScores[i] = -scores[index];
      flags[i] = correct[index];
    }
    return new RankedClass(negatedScores, flags, labels);
  }
}
