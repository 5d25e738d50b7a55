package io.yolospark.collective;

/** Floats as they are. */
final class ExactCodec implements Codec {

  @Override
  public int words(int floats) {
    return floats;
  }

  @Override
  public boolean exact() {
    return true;
  }

  @Override
  public void encode(float[] values, int count, Staging to, int word) {
    to.floats().put(word, values, 0, count);
  }

  @Override
  public void decode(Staging from, int word, float[] values, int count) {
    from.floats().get(word, values, 0, count);
  }
}
