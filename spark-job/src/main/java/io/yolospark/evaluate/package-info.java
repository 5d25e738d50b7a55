/** Validation: matching of detections to labelled boxes, average precision, metrics. */
package io.yolospark.evaluate;
