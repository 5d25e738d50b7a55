package io.yolospark.model;

import java.util.Arrays;
import java.util.Optional;

/** Element types of the safetensors files that are read and written here. */
public enum TensorType {
  F32(4),
  F16(2),
  BF16(2),
  I64(8);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  static Optional<TensorType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }
}
