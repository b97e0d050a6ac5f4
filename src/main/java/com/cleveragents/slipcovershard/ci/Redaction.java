package com.cleveragents.slipcovershard.ci;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Takes secrets out of what is shown or uploaded, and puts {@code ***} in their place. */
public final class Redaction {
  private static final byte[] STARS = "***".getBytes(StandardCharsets.US_ASCII);
  private static final int BUFFER = 1 << 16;

  private final SecretFinder finder;
  private final int longest;
  private final int shortest;
  private final boolean stringsOnly;

  private Redaction(Collection<String> forms) {
    List<byte[]> sequences =
        forms.stream().map(form -> form.getBytes(StandardCharsets.UTF_8)).toList();
    this.finder = new SecretFinder(sequences);
    this.longest = sequences.stream().mapToInt(sequence -> sequence.length).max().orElse(1);
    this.shortest =
        sequences.stream().mapToInt(sequence -> sequence.length).min().orElse(Integer.MAX_VALUE);
    this.stringsOnly = false;
  }

  private Redaction(Redaction same, boolean stringsOnly) {
    this.finder = same.finder;
    this.longest = same.longest;
    this.shortest = same.shortest;
    this.stringsOnly = stringsOnly;
  }

  /** Takes nothing out. */
  public static Redaction none() {
    return of(List.of());
  }

  /** The same for JSON: keys of the format, numbers and words stay, whatever the secrets are. */
  public Redaction inJson() {
    return new Redaction(this, true);
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
      forms.addAll(SecretForms.of(secret));
    }
    return new Redaction(forms);
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

  /**
   * Copies a stream to its end, without secrets. Needs memory for a buffer only. Secrets that
   * overlap are replaced as one, so that nothing is left of either.
   */
  public void copy(InputStream in, OutputStream out) throws IOException {
    if (stringsOnly) {
      JsonStrings.copy(in, out, this::copyString);
    } else {
      copy(in, out, BUFFER);
    }
  }

  private void copyString(byte[] content, OutputStream out) throws IOException {
    if (content.length < shortest) {
      out.write(content);
    } else {
      copy(new ByteArrayInputStream(content), out, content.length);
    }
  }

  private void copy(InputStream in, OutputStream out, int size) throws IOException {
    byte[] buffer = new byte[size + longest];
    Found found = new Found();
    int filled = 0;
    int state = 0;
    for (boolean ended = false; !ended; ) {
      int read = in.read(buffer, filled, buffer.length - filled);
      ended = read < 0;
      for (int end = filled + Math.max(0, read); filled < end; ) {
        state = finder.next(state, buffer[filled++] & 0xFF);
        int length = finder.matched(state);
        if (length > 0) {
          found.add(filled - length, filled);
        }
      }
      // What begins behind this may go on in what has not been read yet.
      int settled = ended ? filled : filled - finder.open(state);
      found.write(buffer, settled, out);
      filled -= settled;
      System.arraycopy(buffer, settled, buffer, 0, filled);
    }
  }

  /** Where in the buffer secrets are: in order, and apart. */
  private static final class Found {
    /** From where, and up to where. */
    private record Place(int start, int end) {}

    private final ArrayDeque<Place> places = new ArrayDeque<>();

    /** Whether the first one began in what was written before. */
    private boolean begun;

    void add(int from, int end) {
      int start = from;
      while (!places.isEmpty() && places.getLast().end() > from) {
        start = Math.min(start, places.removeLast().start());
      }
      places.addLast(new Place(start, end));
    }

    /** Writes the beginning of the buffer, up to where nothing can change any more. */
    void write(byte[] buffer, int settled, OutputStream out) throws IOException {
      int written = 0;
      while (!places.isEmpty() && places.getFirst().start() < settled) {
        Place place = places.removeFirst();
        if (!begun) {
          out.write(buffer, written, place.start() - written);
          out.write(STARS);
        }
        begun = place.end() > settled;
        written = Math.min(place.end(), settled);
        if (begun) {
          places.addFirst(new Place(settled, place.end()));
          break;
        }
      }
      out.write(buffer, written, settled - written);
      for (int number = places.size(); number > 0; number--) {
        Place place = places.removeFirst();
        places.addLast(new Place(place.start() - settled, place.end() - settled));
      }
    }
  }
}
