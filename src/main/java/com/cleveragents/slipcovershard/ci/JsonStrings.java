package com.cleveragents.slipcovershard.ci;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The strings of a JSON text, edited where they stand: all else stays as it is, byte by byte. Keys
 * of a file format and numbers are no strings that an edit may touch; keys that are names of a
 * project are.
 */
final class JsonStrings {
  /** Changes the content of a string, which is still escaped. */
  @FunctionalInterface
  interface Edit {
    void write(byte[] content, OutputStream out) throws IOException;
  }

  /** What our formats name their keys. */
  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_]{0,39}");

  private final OutputStream out;
  private final Edit edit;
  private final ByteArrayOutputStream string = new ByteArrayOutputStream();
  private final ByteArrayOutputStream blanks = new ByteArrayOutputStream();
  private boolean isInside;
  private boolean isEscaped;
  private boolean hasEnded;

  private JsonStrings(OutputStream out, Edit edit) {
    this.out = out;
    this.edit = edit;
  }

  /** Copies a text to its end; one string at a time is kept in memory. */
  static void copy(InputStream in, OutputStream out, Edit edit) throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(out);
    JsonStrings strings = new JsonStrings(buffered, edit);
    InputStream bytes = new BufferedInputStream(in);
    for (int value = bytes.read(); value >= 0; value = bytes.read()) {
      strings.take(value);
    }
    strings.end();
    buffered.flush();
  }

  private void take(int value) throws IOException {
    if (isInside) {
      takeInside(value);
    } else if (hasEnded && (value == ' ' || value == '\n' || value == '\r' || value == '\t')) {
      blanks.write(value);
    } else {
      if (hasEnded) {
        flush(value == ':');
      }
      if (value == '"') {
        isInside = true;
      } else {
        out.write(value);
      }
    }
  }

  private void takeInside(int value) {
    if (value == '"' && !isEscaped) {
      isInside = false;
      hasEnded = true;
    } else {
      string.write(value);
      isEscaped = value == '\\' && !isEscaped;
    }
  }

  private void flush(boolean isKey) throws IOException {
    out.write('"');
    if (isKey && KEY.matcher(string.toString(StandardCharsets.UTF_8)).matches()) {
      string.writeTo(out);
    } else {
      edit.write(string.toByteArray(), out);
    }
    out.write('"');
    blanks.writeTo(out);
    string.reset();
    blanks.reset();
    hasEnded = false;
  }

  /** A text may end in the middle of a string. */
  private void end() throws IOException {
    if (hasEnded) {
      flush(false);
    } else if (isInside) {
      out.write('"');
      edit.write(string.toByteArray(), out);
    }
  }
}
