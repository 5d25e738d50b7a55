package io.yolospark.detect;

import ai.djl.Model;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the {@link YoloTranslator} that a model folder's {@code serving.properties} describes. Hand
 * it to {@code Criteria.optTranslatorFactory}: DJL chooses the translator factory before it reads
 * that file. Arguments, from the file or from the criteria:
 *
 * <ul>
 *   <li>{@code image-size}: side of the square network input in pixels, a multiple of 32; required
 *   <li>{@code names}: class names, a collection or separated by commas; else {@code synset.txt}
 *   <li>{@code confidence}: least score, default 0.25
 *   <li>{@code iou}: overlap above which the weaker box of a class is dropped, default 0.45
 *   <li>{@code max-detections}: most boxes per image, default 1000
 * </ul>
 *
 * <p>Stateless, hence thread-safe.
 */
public final class YoloTranslatorFactory implements TranslatorFactory {
  private static final long serialVersionUID = 1L;

  @Override
  public Set<Pair<Type, Type>> getSupportedTypes() {
    return Set.of(new Pair<>(Image.class, DetectedObjects.class));
  }

  /**
   * Makes the translator.
   *
   * @throws IllegalArgumentException when a type is not supported or an argument is missing or
   *     invalid
   */
  @Override
  @SuppressWarnings("unchecked") // the classes are checked to be the translator's own
  public <I, O> Translator<I, O> newInstance(
      Class<I> input, Class<O> output, Model model, Map<String, ?> arguments) {
    if (!isSupported(input, output)) {
      throw new IllegalArgumentException(
          "Cannot translate "
              + input.getName()
              + " to "
              + output.getName()
              + " (accepted: "
              + Image.class.getName()
              + " to "
              + DetectedObjects.class.getName()
              + ")");
    }
    DetectOptions options =
        new DetectOptions(
            number(arguments, "confidence", "0.25"),
            number(arguments, "iou", "0.45"),
            (int) number(arguments, "max-detections", "1000"),
            false);
    int imageSize = (int) number(arguments, "image-size", null);
    return (Translator<I, O>) new YoloTranslator(imageSize, names(arguments), options);
  }

  private static List<String> names(Map<String, ?> arguments) {
    Object names = arguments.get("names");
    if (names == null) {
      return null;
    }
    if (names instanceof Collection<?> collection) {
      return collection.stream().map(String::valueOf).toList();
    }
    return Arrays.stream(names.toString().split(",")).map(String::strip).toList();
  }

  private static double number(Map<String, ?> arguments, String key, String fallback) {
    Object value = arguments.get(key);
    String text = value == null ? fallback : value.toString();
    if (text == null) {
      throw new IllegalArgumentException(
          "Missing argument " + key + ": state it in serving.properties or in the criteria");
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Invalid " + key + ": " + text + " (accepted: a number)", e);
    }
  }
}
