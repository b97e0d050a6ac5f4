package com.cleveragents.slipcovershard.ci;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Takes secrets out of what is shown or uploaded, and puts {@code ***} in their place. */
public final class Redaction {
  private static final byte[] STARS = "***".getBytes(StandardCharsets.US_ASCII);
  private static final int BUFFER = 1 << 16;

  /** By their first byte, the longest first: where one is the beginning of another. */
  private final List<List<byte[]>> byFirstByte = new ArrayList<>();

  private final int longest;

  private Redaction(Collection<String> forms) {
    for (int first = 0; first < 256; first++) {
      byFirstByte.add(new ArrayList<>());
    }
    int most = 1;
    for (String form : forms) {
      byte[] bytes = form.getBytes(StandardCharsets.UTF_8);
      byFirstByte.get(bytes[0] & 0xFF).add(bytes);
      most = Math.max(most, bytes.length);
    }
    byFirstByte.forEach(
        list -> list.sort(Comparator.comparingInt((byte[] bytes) -> bytes.length).reversed()));
    this.longest = most;
  }

  /**
   * A redaction of these.
   *
   * @param secrets as they are; looked for in the forms that formats give them, too, and those of
   *     several lines also line by line
   */
  public static Redaction of(Collection<String> secrets) {
    TreeSet<String> plain = new TreeSet<>(secrets);
    secrets.forEach(secret -> secret.lines().forEach(plain::add));
    TreeSet<String> forms = new TreeSet<>();
    for (String secret : WorkflowVariables.onlyTelling(plain)) {
      forms.add(secret);
      forms.add(new String(JsonStringEncoder.getInstance().quoteAsString(secret)));
      forms.add(xml(secret));
      forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
      forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"));
      forms.add(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
    }
    return new Redaction(forms);
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** The text without secrets. */
  public String apply(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    try {
      copy(new ByteArrayInputStream(bytes), out, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Copies a stream to its end, without secrets. Needs memory for a buffer only. */
  public void copy(InputStream in, OutputStream out) throws IOException {
    copy(in, out, BUFFER);
  }

  private void copy(InputStream in, OutputStream out, int size) throws IOException {
    byte[] buffer = new byte[size + longest];
    int filled = 0;
    boolean ended = false;
    while (!ended) {
      int read = in.read(buffer, filled, buffer.length - filled);
      ended = read < 0;
      filled += Math.max(0, read);
      // What begins behind this may go on in what has not been read yet.
      int limit = ended ? filled : filled - longest + 1;
      int written = 0;
      int at = 0;
      while (at < limit) {
        int length = secretAt(buffer, at, filled);
        if (length == 0) {
          at++;
        } else {
          out.write(buffer, written, at - written);
          out.write(STARS);
          at += length;
          written = at;
        }
      }
      out.write(buffer, written, at - written);
      System.arraycopy(buffer, at, buffer, 0, filled - at);
      filled -= at;
    }
  }

  private int secretAt(byte[] buffer, int at, int end) {
    for (byte[] secret : byFirstByte.get(buffer[at] & 0xFF)) {
      if (secret.length <= end - at
          && Arrays.equals(buffer, at, at + secret.length, secret, 0, secret.length)) {
        return secret.length;
      }
    }
    return 0;
  }
}
