package io.yolospark.evaluate;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.dataset.InvalidDatasetException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * COCO results JSON: a list of {@code image_id, category_id, bbox} (left, top, width, height in
 * pixels) {@code , score}. Stateless.
 */
public final class CocoResultsFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private CocoResultsFile() {}

  /** The bytes of a file; ids that are whole numbers become numbers. */
  public static byte[] write(List<CocoResult> results) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = MAPPER.getFactory().createGenerator(bytes, JsonEncoding.UTF8)) {
      json.writeStartArray();
      for (CocoResult result : results) {
        json.writeStartObject();
        json.writeFieldName("image_id");
        if (result.imageId().matches("0|[1-9][0-9]{0,17}")) {
          json.writeNumber(Long.parseLong(result.imageId()));
        } else {
          json.writeString(result.imageId());
        }
        CocoBox box = result.box();
        json.writeNumberField("category_id", result.category());
        json.writeFieldName("bbox");
        json.writeArray(new double[] {box.x(), box.y(), box.width(), box.height()}, 0, 4);
        json.writeNumberField("score", result.score());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a file row by row.
   *
   * @param name what messages call the file
   * @throws InvalidDatasetException if it is no list of such rows; names the first bad row
   * @throws IOException if the stream fails
   */
  public static List<CocoResult> read(String name, InputStream in) throws IOException {
    List<CocoResult> results = new ArrayList<>();
    try (JsonParser parser = MAPPER.getFactory().createParser(in)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new InvalidDatasetException(name + " is no COCO results file: it is no list");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        results.add(result(name, results.size() + 1, MAPPER.readTree(parser)));
      }
    } catch (JacksonException e) {
      throw new InvalidDatasetException(
          name + " is no COCO results file: " + e.getOriginalMessage(), e);
    }
    return results;
  }

  private static CocoResult result(String name, int row, JsonNode json) {
    JsonNode box = json.path("bbox");
    double score = json.path("score").asDouble(-1);
    boolean sound =
        json.path("image_id").isValueNode()
            && json.path("category_id").isInt()
            && box.size() == 4
            && score >= 0
            && score <= 1;
    for (int i = 0; sound && i < 4; i++) {
      sound = box.get(i).isNumber() && Double.isFinite(box.get(i).asDouble());
    }
    if (!sound) {
      throw new InvalidDatasetException(
          name
              + ": row "
              + row
              + " is no detection; needed are image_id, category_id (a whole number), bbox (four"
              + " numbers) and score (0 to 1)");
    }
    return new CocoResult(
        json.path("image_id").asText(),
        json.path("category_id").asInt(),
        new CocoBox(
            box.get(0).asDouble(),
            box.get(1).asDouble(),
            box.get(2).asDouble(),
            box.get(3).asDouble()),
        score);
  }
}
