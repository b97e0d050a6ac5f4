package com.cleveragents.slipcovershard.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells files that SlipCover has written to their end from others: a full disk cuts them short. */
final class WholeJson {
  private static final JsonFactory JSON = new JsonFactory();

  private WholeJson() {}

  /** Whether there is a file, with one JSON value in it and nothing else. */
  static boolean isIn(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (JsonParser parser = JSON.createParser(file.toFile())) {
      boolean begins = parser.nextToken() != null;
      parser.skipChildren();
      return begins && parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }
}
