package io.yolospark.cli;

/** Entry point of the application jar. */
public final class Main {

  private Main() {}

  /** Runs one command; see README.md. */
  public static void main(String[] args) {
    System.out.println("yolospark");
  }
}
