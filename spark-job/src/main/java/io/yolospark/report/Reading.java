package io.yolospark.report;

import java.io.Serializable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a rank has measured since its last reading.
 *
 * @param rank who measured
 * @param epoch from 0
 * @param step optimizer steps done since the start of training
 * @param figures only what was measured, in the order of {@link Figure}
 */
public record Reading(int rank, int epoch, long step, Map<Figure, Double> figures)
    implements Event {

  static final String TYPE = "reading";

  public Reading {
    Map<Figure, Double> copy = new EnumMap<>(Figure.class);
    copy.putAll(figures);
    figures = Collections.unmodifiableMap(copy);
  }

  @Override
  public Serializable encode() {
    LinkedHashMap<String, Double> named = new LinkedHashMap<>();
    figures.forEach((figure, value) -> named.put(figure.label(), value));
    LinkedHashMap<String, Serializable> fields = new LinkedHashMap<>();
    fields.put(EventFields.TYPE, TYPE);
    fields.put("rank", rank);
    fields.put("epoch", epoch);
    fields.put("step", step);
    fields.put("figures", named);
    return fields;
  }

  static Reading decode(EventFields fields) {
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    EventFields named = fields.nested("figures");
    for (String label : named.keys()) {
      figures.put(Figure.of(label), named.number(label));
    }
    return new Reading(
        fields.integer("rank"), fields.integer("epoch"), fields.count("step"), figures);
  }
}
