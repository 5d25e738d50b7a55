package io.yolospark.train;

import ai.djl.ndarray.NDManager;
import io.yolospark.model.InvalidWeightsException;
import io.yolospark.model.YoloBlock;
import io.yolospark.model.YoloBlockFactory;
import io.yolospark.report.WholeFile;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A model folder that training or an export left.
 *
 * @param location the folder: any Hadoop URI
 * @param imageSize side of the square network input in pixels
 * @param names class names in the order of the model
 */
public record ModelFolder(String location, String variant, int imageSize, List<String> names)
    implements Serializable {
  /** File of the class names. */
  private static final String NAMES = "synset.txt";

  /** File that tells DJL what is in the folder. */
  private static final String PROPERTIES = "serving.properties";

  /**
   * Reads what the folder says about its model, not the weights.
   *
   * @throws InvalidWeightsException if it is no model folder
   */
  public static ModelFolder open(String location, Configuration hadoop) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = stream(location, PROPERTIES, hadoop)) {
      properties.load(in);
    }
    List<String> names;
    try (InputStream in = stream(location, NAMES, hadoop)) {
      names = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    String variant = properties.getProperty("variant");
    String size = properties.getProperty("image-size", "");
    if (variant == null || !size.matches("[0-9]{1,5}")) {
      throw new InvalidWeightsException(
          location + ": " + PROPERTIES + " lacks variant or image-size");
    }
    return new ModelFolder(location, variant, Integer.parseInt(size), names);
  }

  /** Writes what the folder says about its model, not the weights. */
  void describe(Configuration hadoop) throws IOException {
    write(NAMES, names, hadoop);
    write(
        PROPERTIES,
        List.of(
            "engine=PyTorch",
            "blockFactory=io.yolospark.model.YoloBlockFactory",
            "translatorFactory=io.yolospark.detect.YoloTranslatorFactory",
            "option.hasParameter=false",
            "variant=" + variant,
            "classes=" + names.size(),
            "image-size=" + imageSize),
        hadoop);
  }

  private void write(String file, List<String> lines, Configuration hadoop) throws IOException {
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    WholeFile.write(hadoop, new Path(location, file), text);
  }

  YoloBlock load(NDManager manager, Configuration hadoop) throws IOException {
    try (InputStream in =
        new BufferedInputStream(stream(location, YoloBlockFactory.WEIGHTS, hadoop))) {
      return YoloBlockFactory.read(
          variant, names.size(), manager, location + "/" + YoloBlockFactory.WEIGHTS, in);
    }
  }

  private static InputStream stream(String location, String file, Configuration hadoop)
      throws IOException {
    Path path = new Path(location, file);
    try {
      return path.getFileSystem(hadoop).open(path);
    } catch (FileNotFoundException e) {
      throw new InvalidWeightsException(
          location + " is no model folder: it has no " + file + "; give best or last of a run");
    }
  }
}
