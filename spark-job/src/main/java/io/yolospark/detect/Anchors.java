package io.yolospark.detect;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The anchor points of a detection head: one at the middle of every cell, row by row, levels
 * concatenated from the finest (stride 8) to the coarsest, each stride twice the one before.
 *
 * <p>Kept on the host: assignment and suppression, which need them, run there.
 *
 * @param levels the grids, finest first
 * @param count number of anchors over all levels
 */
public record Anchors(List<Level> levels, int count) {
  private static final int FINEST_STRIDE = 8;

  /**
   * One grid.
   *
   * @param start index of its first anchor
   * @param stride pixels of the network input between neighbouring cells
   */
  public record Level(int start, int height, int width, int stride) {

    /** Horizontal position of an anchor in grid units; pixels are this times the stride. */
    public float x(int anchor) {
      int column = (anchor - start) % width;
      return column + 0.5f;
    }

    /** Vertical position of an anchor in grid units; pixels are this times the stride. */
    public float y(int anchor) {
      int row = (anchor - start) / width;
      return row + 0.5f;
    }
  }

  /** Copies the list. */
  public Anchors {
    levels = List.copyOf(levels);
  }

  /**
   * The anchors of raw head maps.
   *
   * @param maps one (B, channels, h, w) map per level, finest first
   */
  public static Anchors of(NDList maps) {
    List<Level> levels = new ArrayList<>();
    int start = 0;
    int stride = FINEST_STRIDE;
    for (int i = 0; i < maps.size(); i++, stride *= 2) {
      Shape shape = maps.get(i).getShape();
      Level level = new Level(start, (int) shape.get(2), (int) shape.get(3), stride);
      levels.add(level);
      start += level.height() * level.width();
    }
    return new Anchors(levels, start);
  }

  /** The grid that holds an anchor. */
  public Level levelOf(int anchor) {
    int i = levels.size() - 1;
    while (anchor < levels.get(i).start()) {
      i--;
    }
    return levels.get(i);
  }
}
