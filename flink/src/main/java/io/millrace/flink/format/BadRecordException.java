package io.millrace.flink.format;

/** A record that does not fit its schema; the message is one short line for people. It has no stack trace: bad input is no bug. */
final class BadRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  BadRecordException(String message) {
    super(message, null, false, false);
  }
}
