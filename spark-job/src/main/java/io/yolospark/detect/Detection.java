package io.yolospark.detect;

import java.io.Serializable;

/**
 * One detected box, corners in pixels of whatever image the producer states.
 *
 * @param score from 0 to 1
 */
public record Detection(float x1, float y1, float x2, float y2, float score, int classId)
    implements Serializable {}
