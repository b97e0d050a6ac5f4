package com.cleveragents.slipcovershard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The recorded files; the README beside them says how they were made. */
public final class Recorded {
  private Recorded() {}

  /** The bytes of a recorded file, such as {@code 1.1.0/lines-small.json}. */
  public static InputStream open(String name) {
    return Objects.requireNonNull(Recorded.class.getResourceAsStream("recorded/" + name), name);
  }

  /** The text of a recorded file. */
  public static String text(String name) {
    try (InputStream input = open(name)) {
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
