package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.WholeFile;
import com.cleveragents.slipcovershard.run.EventDecoder.Sent;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file to which a worker appends its events, read while it grows. A worker pays less for a line
 * in a file than for one in a pipe, which wakes the reader up each time, and what it has written
 * outlives it. The worker takes the file's name away as soon as it has opened it, so no test can
 * come across it; what is read is written down where the user can find it.
 */
final class EventFile implements AutoCloseable {
  private static final int LONGEST_SHOWN = 80;

  // Not channels: the run's thread may be interrupted while it reads, which would close those.
  private final RandomAccessFile file;
  private final OutputStream record;

  private final byte[] buffer = new byte[1 << 16];

  /** The beginning of a line whose end was not there yet; a line may have many megabytes. */
  private final ByteArrayOutputStream torn = new ByteArrayOutputStream();

  private Optional<String> damage = Optional.empty();
  private boolean isRecorded = true;

  private EventFile(RandomAccessFile file, OutputStream record) {
    this.file = file;
    this.record = record;
  }

  /**
   * A new and empty file.
   *
   * @param path where nobody else looks
   * @param record where all that is read is written down
   */
  static EventFile create(Path path, Path record) throws IOException {
    WholeFile.create(path).close();
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try {
      return new EventFile(file, new FileOutputStream(record.toFile()));
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** What has come since the last call; nothing of what follows a damage. */
  List<Sent> news() {
    List<Sent> news = new ArrayList<>();
    try {
      while (damage.isEmpty()) {
        int length = file.read(buffer);
        if (length <= 0) {
          break;
        }
        record(length);
        decodeLines(length, news);
      }
      if (damage.isEmpty() && file.length() < file.getFilePointer()) {
        damage = Optional.of("events have gone");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return news;
  }

  /**
   * What shows that the file does not have just what the worker has written: from then on nobody
   * knows what it told.
   */
  Optional<String> damage() {
    return damage;
  }

  /** The record is for people: where it cannot be written, other files say so, and louder. */
  private void record(int length) {
    try {
      if (isRecorded) {
        record.write(buffer, 0, length);
      }
    } catch (IOException e) {
      isRecorded = false;
    }
  }

  private void decodeLines(int length, List<Sent> news) {
    int start = 0;
    for (int end = 0; end < length && damage.isEmpty(); end++) {
      if (buffer[end] == '\n') {
        byte[] line = line(start, end);
        EventDecoder.decode(line).ifPresentOrElse(news::add, () -> damage = Optional.of(not(line)));
        start = end + 1;
      }
    }
    torn.write(buffer, start, length - start);
  }

  /** That part of the buffer, after what was torn off before it. */
  private byte[] line(int start, int end) {
    torn.write(buffer, start, end - start);
    byte[] line = torn.toByteArray();
    torn.reset();
    return line;
  }

  private static String not(byte[] line) {
    int length = Math.min(line.length, LONGEST_SHOWN);
    return "a line is no event: " + new String(line, 0, length, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try (file;
        record) {
      isRecorded = false;
    } catch (IOException e) {
      // All that was written there has been read.
    }
  }
}
