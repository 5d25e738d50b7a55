package io.yolospark.config;

import java.io.Serializable;
import java.math.BigDecimal;

/** Room that every rank keeps, and what happens where memory ends. */
public record MemoryConfig(
    @Setting(
            value = "10%",
            doc = "Part of the memory limit of a rank that the largest phase must leave free.")
        String headroom,
    @Setting(
            value = "true",
            doc =
                "Whether train first runs a real step and a real validation batch at the planned sizes on every rank and reads the peaks.")
        boolean probe,
    @Setting(
            value = "fail",
            doc =
                "When memory ends during training or validation: fail ends the run; shrink halves the micro-batch (the global batch stays) or the rank's validation batch, and does the work again.")
        OutOfMemoryPolicy onOutOfMemory)
    implements Serializable {

  static final String SYNTAX = "[0-9]{1,2}(\\.[0-9]+)?%";

  /** The headroom as a part of 1. */
  public double headroomPart() {
    return new BigDecimal(headroom.substring(0, headroom.length() - 1)).doubleValue() / 100;
  }
}
