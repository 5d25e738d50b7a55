package io.yolospark.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32C;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.SessionLog.SessionStatus;
import org.tensorflow.proto.Summary;

/**
 * Records of a TensorBoard event file: an {@code Event} message in the frame of a TFRecord, which
 * is the length (8 bytes), its checksum (4), the message and its checksum (4), all little-endian.
 */
final class EventRecord {

  private static final int MASK_DELTA = 0xa282ead8;

  private EventRecord() {}

  /** The first record of every file. */
  static byte[] version(Instant time) {
    return frame(event(time).setFileVersion("brain.Event:2"));
  }

  /** Tells that the run goes on from a step: what an earlier file says of it and later is void. */
  static byte[] start(Instant time, long step) {
    return frame(
        event(time)
            .setStep(step)
            .setSessionLog(SessionLog.newBuilder().setStatus(SessionStatus.START)));
  }

  /** Numbers at a step, by tag. */
  static byte[] scalars(Instant time, long step, Map<String, Double> values) {
    Summary.Builder summary = Summary.newBuilder();
    values.forEach(
        (tag, value) -> summary.addValueBuilder().setTag(tag).setSimpleValue(value.floatValue()));
    return frame(event(time).setStep(step).setSummary(summary));
  }

  private static Event.Builder event(Instant time) {
    return Event.newBuilder().setWallTime(time.toEpochMilli() / 1e3);
  }

  private static byte[] frame(Event.Builder event) {
    byte[] message = event.build().toByteArray();
    byte[] length = little(Long.BYTES).putLong(message.length).array();
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(length);
    frame.writeBytes(checksum(length));
    frame.writeBytes(message);
    frame.writeBytes(checksum(message));
    return frame.toByteArray();
  }

  /** CRC-32C, turned and shifted so that a checksum of checksums tells something. */
  private static byte[] checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    return little(Integer.BYTES).putInt(masked).array();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
