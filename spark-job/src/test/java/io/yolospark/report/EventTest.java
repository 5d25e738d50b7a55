package io.yolospark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.report.EpochResult.ValidationResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventTest {

  private static final Losses LOSSES = new Losses(1.25, 0.5, 2);

  static List<Event> events() {
    return List.of(
        new StepProgress(2, 30, 4, 45, LOSSES, 85.5),
        new EpochResult(
            3,
            30,
            LOSSES,
            new ValidationResult(0.5, 0.25, 0.75, 0.125, LOSSES),
            List.of(0.1, 0.01, 0.02),
            12.5,
            0.25,
            0.03125),
        new EpochResult(
            3,
            30,
            LOSSES,
            new ValidationResult(0.5, 0.25, 0.75, 0.125, null),
            List.of(0.1, 0.01, 0.02),
            12.5,
            0.25,
            0.03125),
        new EpochResult(3, 30, LOSSES, null, List.of(0.1, 0.01, 0.02), 12.5, 0.25, 0),
        new Reading(1, 2, 5_000_000_000L, Map.of(Figure.MAP, 0.5, Figure.MEMORY_USED, 1e9)),
        new Reading(0, 0, 0, Map.of()),
        new CheckpointWritten("epoch-00002", 5_000_000_000L, 0.015, 2.5),
        new Notice(1, 2, 3, "repeats", "2 images repeat"),
        Notice.ofDriver("resume", "from epoch 3"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void crossesSerialisationAsJdkClassesAlone(Event event) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(event.encode());
    }
    Object received;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      in.setObjectInputFilter(ObjectInputFilter.Config.createFilter("java.base/*;!*"));
      received = in.readObject();
    }

    assertThat(Event.decode(received)).isEqualTo(event);
  }

  @Test
  void refusesWhatIsNoEvent() {
    Map<Object, Object> wrong = new HashMap<>((Map<?, ?>) Notice.ofDriver("resume", "x").encode());
    wrong.put("rank", "three");

    assertThatThrownBy(() -> Event.decode(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read event: rank is three, not of type Integer");
    assertThatThrownBy(() -> Event.decode(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read event: event is null, not of type String");
    assertThatThrownBy(() -> Event.decode("resume"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read event: resume is no map");
    assertThatThrownBy(() -> Event.decode(Map.of("event", "other")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read event of type other");
  }

  @Test
  void refusesLearningRatesOfOtherGroups() {
    assertThatThrownBy(() -> new EpochResult(0, 1, LOSSES, null, List.of(0.1), 1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 learning rates");
  }
}
