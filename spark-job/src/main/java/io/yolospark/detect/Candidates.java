package io.yolospark.detect;

import java.util.Arrays;

/**
 * The (anchor, class) pairs of one image whose score is above the confidence, strongest first; ties
 * go by anchor, then class, so that the order never depends on how it was found.
 */
final class Candidates {
  /** Most candidates that enter suppression. */
  private static final int LIMIT = 30_000;

  private final int classes;
  private long[] keys = new long[256];
  private int count;

  private Candidates(int classes) {
    this.classes = classes;
  }

  static Candidates of(Predictions predictions, int image, DetectOptions options) {
    Candidates candidates = new Candidates(predictions.classes());
    // compared before the sigmoid, which most pairs then never need
    double least = Math.log(options.confidence() / (1 - options.confidence()));
    if (options.multiLabel()) {
      candidates.addAll(predictions, image, least);
    } else {
      candidates.addBest(predictions, image, least);
    }
    Arrays.sort(candidates.keys, 0, candidates.count);
    return candidates;
  }

  int count() {
    return Math.min(count, LIMIT);
  }

  int anchor(int candidate) {
    return pair(candidate) / classes;
  }

  int classId(int candidate) {
    return pair(candidate) % classes;
  }

  float score(int candidate) {
    return Float.intBitsToFloat(Integer.MAX_VALUE - (int) (keys[candidate] >>> 32));
  }

  private int pair(int candidate) {
    return (int) keys[candidate];
  }

  private void addAll(Predictions predictions, int image, double least) {
    for (int classId = 0; classId < classes; classId++) {
      for (int anchor = 0; anchor < predictions.anchors().count(); anchor++) {
        if (predictions.logit(image, classId, anchor) > least) {
          add(anchor, classId, predictions.score(image, classId, anchor));
        }
      }
    }
  }

  private void addBest(Predictions predictions, int image, double least) {
    for (int anchor = 0; anchor < predictions.anchors().count(); anchor++) {
      int best = 0;
      for (int classId = 1; classId < classes; classId++) {
        if (predictions.logit(image, classId, anchor) > predictions.logit(image, best, anchor)) {
          best = classId;
        }
      }
      if (predictions.logit(image, best, anchor) > least) {
        add(anchor, best, predictions.score(image, best, anchor));
      }
    }
  }

  /** Bits of floats that are not negative are ordered like their values. */
  private void add(int anchor, int classId, float score) {
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, 2 * count);
    }
    int descending = Integer.MAX_VALUE - Float.floatToIntBits(score);
    keys[count++] = (long) descending << 32 | ((long) anchor * classes + classId);
  }
}
