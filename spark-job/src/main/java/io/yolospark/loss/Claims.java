package io.yolospark.loss;

import java.util.Arrays;

/** Which target box of an image each anchor belongs to. */
final class Claims {
  static final int NONE = -1;
  private static final int CONTESTED = -2;

  private final int[] owner;

  Claims(int anchors) {
    owner = new int[anchors];
    Arrays.fill(owner, NONE);
  }

  void add(int anchor, int target) {
    owner[anchor] = owner[anchor] == NONE ? target : CONTESTED;
  }

  /**
   * Gives each anchor that several boxes claimed to the box it overlaps most, among all boxes of
   * the image as in the reference, not only among those that claimed it.
   */
  void settle(ImageAlignment alignment) {
    for (int anchor = 0; anchor < owner.length; anchor++) {
      if (owner[anchor] == CONTESTED) {
        owner[anchor] = alignment.mostOverlapped(anchor);
      }
    }
  }

  /** The box an anchor belongs to, or {@link #NONE}. */
  int owner(int anchor) {
    return owner[anchor];
  }
}
