package io.yolospark.dataset;

/** What can be wrong with an image or its annotation, and what happens then. */
public enum ProblemKind {
  MISSING_IMAGE(Effect.IMAGE_REJECTED, "missing image"),
  UNREADABLE_IMAGE(Effect.IMAGE_REJECTED, "unreadable image"),
  UNSUPPORTED_IMAGE(Effect.IMAGE_REJECTED, "unsupported image format"),
  TRUNCATED_IMAGE(Effect.IMAGE_REJECTED, "truncated image"),
  IMAGE_SIZE(Effect.IMAGE_REJECTED, "image too small or too large"),
  MISSING_ANNOTATION(Effect.IMAGE_REJECTED, "missing annotation"),
  UNREADABLE_ANNOTATION(Effect.IMAGE_REJECTED, "unreadable annotation"),
  NO_VALID_BOX(Effect.IMAGE_REJECTED, "no valid box left"),
  MALFORMED_BOX(Effect.BOX_DROPPED, "malformed box"),
  UNKNOWN_CLASS(Effect.BOX_DROPPED, "unknown class"),
  OUT_OF_RANGE(Effect.BOX_DROPPED, "coordinates out of range"),
  EMPTY_BOX(Effect.BOX_DROPPED, "box without area"),
  CROWD(Effect.BOX_DROPPED, "crowd, nothing to learn from"),
  DUPLICATE_BOX(Effect.BOX_DROPPED, "duplicate box"),
  CLIPPED_BOX(Effect.CORRECTED, "box clipped to the image"),
  SIZE_MISMATCH(Effect.CORRECTED, "stated size differs from the file's");

  /** What a problem does to the dataset. */
  public enum Effect {
    /** The image is not used. */
    IMAGE_REJECTED,
    /** The box is not used; the image and its other boxes are. */
    BOX_DROPPED,
    /** The box or image is used after a correction. */
    CORRECTED
  }

  private final Effect effect;
  private final String title;

  ProblemKind(Effect effect, String title) {
    this.effect = effect;
    this.title = title;
  }

  public Effect effect() {
    return effect;
  }

  /** A few words for people. */
  public String title() {
    return title;
  }
}
