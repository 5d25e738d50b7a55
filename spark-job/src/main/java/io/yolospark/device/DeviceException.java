package io.yolospark.device;

/** The device that the config asks for is not there; the message is one line for the user. */
public final class DeviceException extends RuntimeException {

  DeviceException(String message) {
    super(message);
  }
}
