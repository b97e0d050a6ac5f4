package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.SurrogateEscape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of one source file, or why there are none to show. */
sealed interface SourceText {
  /** The lines, without their ends. */
  record Lines(List<String> lines) implements SourceText {
    public Lines {
      lines = List.copyOf(lines);
    }
  }

  /** Nothing to show, for a reason that is a sentence. */
  record Absent(String reason) implements SourceText {}

  /** Where sources may be read: below one directory, links followed, and nowhere else. */
  final class Root {
    private static final int LARGEST = 2 << 20;

    /** Where PEP 263 looks for an encoding. */
    private static final Pattern ENCODING =
        Pattern.compile("\\A(?:[^\\r\\n]*\\R)?[ \\t\\f]*#[^\\r\\n]*?coding[:=][ \\t]*([-\\w.]+)");

    private final Path directory;

    Root(Path directory) {
      this.directory = directory;
    }

    /** Reads the source of a key; what a key names outside is not even opened. */
    SourceText read(String key) {
      try {
        Path root = directory.toRealPath();
        Path file = root.resolve(SurrogateEscape.path(key)).toRealPath();
        if (!file.startsWith(root)) {
          return new Absent("It lies outside the project's directory, so its source is not read.");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          return new Absent("This is no regular file, so there is no source to show.");
        }
        return read(file);
      } catch (NoSuchFileException e) {
        return new Absent("The source is not there, at least not when this report was made.");
      } catch (InvalidPathException e) {
        return new Absent("This is no name that a file can have here.");
      } catch (IOException e) {
        return new Absent("The source could not be read.");
      }
    }

    private static SourceText read(Path file) throws IOException {
      byte[] bytes;
      try (InputStream input = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        bytes = input.readNBytes(LARGEST + 1);
      }
      if (bytes.length > LARGEST) {
        return new Absent("The source is longer than 2 MiB, which is too much for a page.");
      }
      return new Lines(visible(new String(bytes, encoding(bytes))).lines().toList());
    }

    private static Charset encoding(byte[] bytes) {
      String start = new String(bytes, 0, Math.min(bytes.length, 400), StandardCharsets.ISO_8859_1);
      Matcher declared = ENCODING.matcher(start);
      if (declared.find()) {
        try {
          // Python's own spelling is the one that Java does not know.
          return Charset.forName(declared.group(1).replaceFirst("(?i)^latin[-_]", "latin"));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
          return StandardCharsets.UTF_8; // Python has more of them; most are the same for ASCII
        }
      }
      return StandardCharsets.UTF_8;
    }

    /** HTML cannot hold control characters, and what turns the direction of text can deceive. */
    private static String visible(String text) {
      StringBuilder copy = new StringBuilder(text);
      for (int at = 0; at < copy.length(); at++) {
        char c = copy.charAt(at);
        boolean end = c == '\t' || c == '\n' || c == '\r';
        if ((c < ' ' && !end) || (c >= 0x7f && c < 0xa0) || isDirection(c)) {
          copy.setCharAt(at, '\ufffd');
        }
      }
      return !copy.isEmpty() && copy.charAt(0) == '\ufeff' ? copy.substring(1) : copy.toString();
    }

    private static boolean isDirection(char c) {
      return (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
    }
  }
}
