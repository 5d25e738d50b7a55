package io.yolospark.config;

/** Whether what ranks exchange is encrypted. */
public enum Encryption {
  /** Where Spark's own settings demand encryption. */
  AUTO,
  ON,
  OFF
}
