package com.cleveragents.slipcovershard;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Text that may hold bytes that are not UTF-8, in the form that Python gives it: such a byte is a
 * lone surrogate, U+DC80 to U+DCFF ({@code surrogateescape}, PEP 383).
 *
 * <p>Names of files, arguments and variables are bytes for the operating system. Java replaces the
 * bytes that it cannot decode, so that the name that comes out belongs to no file. All such text is
 * kept in Python's form here, and becomes bytes again where it leaves the program.
 */
public final class SurrogateEscape {
  private static final char FIRST = '\udc80';
  private static final char LAST = '\udcff';

  private SurrogateEscape() {}

  /** Text of bytes that are UTF-8 for the most part. */
  public static String decode(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    int start = 0;
    for (int at = 0; at < bytes.length; ) {
      int length = lengthOfCharacter(bytes, at);
      if (length == 0) {
        text.append(new String(bytes, start, at - start, StandardCharsets.UTF_8));
        text.append((char) (0xdc00 + (bytes[at] & 0xff)));
        start = ++at;
      } else {
        at += length;
      }
    }
    return text.append(new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8))
        .toString();
  }

  /** The bytes that {@link #decode} made this text of. Surrogates of another kind are escaped. */
  public static byte[] encode(String text) {
    if (isUnicode(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int start = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (isEscapedByte(text, at)) {
        bytes.writeBytes(visible(text.substring(start, at)).getBytes(StandardCharsets.UTF_8));
        bytes.write(c - 0xdc00);
        start = at + 1;
      }
    }
    bytes.writeBytes(visible(text.substring(start)).getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  /** Whether the text has no lone surrogates, so that it can be written as UTF-8. */
  public static boolean isUnicode(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (isLone(text, at)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the text stands for bytes: each lone surrogate is one that Python makes of a byte. */
  public static boolean isText(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (isLone(text, at) && !isEscapedByte(text, at)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Text that can be written as UTF-8: each lone surrogate is {@code \}{@code udcff}, as Python's
   * {@code backslashreplace} writes it. Inside a string of JSON that stands for the same text.
   */
  public static String visible(String text) {
    if (isUnicode(text)) {
      return text;
    }
    StringBuilder visible = new StringBuilder(text.length() + 5);
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (isLone(text, at)) {
        visible.append("\\u").append(Integer.toHexString(c).toLowerCase(Locale.ROOT));
      } else {
        visible.append(c);
      }
    }
    return visible.toString();
  }

  /** What Python calls a file, absolute or relative as it is given. */
  public static String name(Path path) {
    String text = path.toString();
    if (text.indexOf('\ufffd') < 0) {
      return text; // it is the replacement that says that Java could not decode a byte
    }
    // Only a URI of a path shows its bytes. It is absolute, and has a slash after a directory.
    String name = decode(bytes(path.toUri()));
    String whole = name.endsWith("/") && name.length() > 1 ? cut(name) : name;
    if (path.isAbsolute()) {
      return whole;
    }
    int above = path.toAbsolutePath().getNameCount() - path.getNameCount();
    int start = 0;
    for (int count = 0; count <= above; count++) {
      start = whole.indexOf('/', start) + 1;
    }
    return whole.substring(start);
  }

  /** The path of this name: the inverse of {@link #name}. */
  public static Path path(String name) {
    if (isUnicode(name) || name.indexOf('\0') >= 0) {
      return Path.of(name);
    }
    StringBuilder uri = new StringBuilder("file:///");
    for (byte b : encode(name)) {
      if (b == '/') {
        uri.append('/');
      } else {
        uri.append('%').append(Integer.toHexString((b & 0xff) | 0x100).substring(1));
      }
    }
    Path absolute = Path.of(URI.create(uri.toString()));
    return name.startsWith("/") ? absolute : Path.of("/").relativize(absolute);
  }

  private static String cut(String name) {
    return name.substring(0, name.length() - 1);
  }

  private static byte[] bytes(URI uri) {
    String raw = uri.getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int at = 0; at < raw.length(); at++) {
      char c = raw.charAt(at);
      if (c == '%') {
        bytes.write(Integer.parseInt(raw.substring(at + 1, at + 3), 16));
        at += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toByteArray();
  }

  private static boolean isEscapedByte(String text, int at) {
    char c = text.charAt(at);
    return c >= FIRST && c <= LAST && isLone(text, at);
  }

  private static boolean isLone(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }

  /** How many bytes the character there has; 0 if it is none of UTF-8. */
  private static int lengthOfCharacter(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    int length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length == 0 || first > 0xf4 || at + length > bytes.length) {
      return 0;
    }
    for (int next = at + 1; next < at + length; next++) {
      if ((bytes[next] & 0xc0) != 0x80) {
        return 0;
      }
    }
    int second = length > 1 ? bytes[at + 1] & 0xff : 0;
    boolean isOverlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    boolean isSurrogate = first == 0xed && second >= 0xa0;
    boolean isTooLarge = first == 0xf4 && second >= 0x90;
    return isOverlong || isSurrogate || isTooLarge ? 0 : length;
  }
}
