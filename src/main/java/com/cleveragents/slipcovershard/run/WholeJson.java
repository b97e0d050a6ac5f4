package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.RegularFile;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Tells files that SlipCover has written to their end from others: a full disk cuts them short. */
final class WholeJson {
  private static final JsonFactory JSON = new JsonFactory();

  private WholeJson() {}

  /** Whether there is a file, with one JSON value in it and nothing else. */
  static boolean isIn(Path file) {
    if (!RegularFile.exists(file)) {
      return false;
    }
    // Decoded here: Jackson's own decoder refuses escaped surrogates in keys, and paths are keys.
    try (Reader text = new InputStreamReader(RegularFile.open(file), StandardCharsets.UTF_8);
        JsonParser parser = JSON.createParser(text)) {
      boolean begins = parser.nextToken() != null;
      parser.skipChildren();
      return begins && parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }
}
