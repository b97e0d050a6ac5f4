package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.run.EventDecoder.Sent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The file to which a worker appends its events, read while it grows. A worker pays less for a line
 * in a file than for one in a pipe, which wakes the reader up each time; and what it has written is
 * there whatever becomes of it. The worker takes the file's name away as soon as it has opened it,
 * so no test can come across it; what is read is written down where the user can find it.
 */
final class EventFile implements AutoCloseable {
  private final FileChannel file;
  private final OutputStream record;
  private final byte[] buffer = new byte[1 << 16];
  private byte[] torn = new byte[0]; // the beginning of a line whose end was not there yet

  /** Something else than the worker has written to the file: nobody knows what it had told. */
  static final class Damaged extends Exception {
    private static final long serialVersionUID = 1L;

    Damaged(String message) {
      super(message);
    }
  }

  private EventFile(FileChannel file, OutputStream record) {
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
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new EventFile(file, Files.newOutputStream(record));
  }

  /** What has come since the last call. */
  List<Sent> news() throws Damaged {
    List<Sent> news = new ArrayList<>();
    try {
      int length = file.read(ByteBuffer.wrap(buffer));
      for (; length > 0; length = file.read(ByteBuffer.wrap(buffer))) {
        record.write(buffer, 0, length);
        decodeLines(length, news);
      }
      if (file.size() < file.position()) {
        throw new Damaged("the events became fewer");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return news;
  }

  private void decodeLines(int length, List<Sent> news) throws Damaged {
    int start = 0;
    for (int end = 0; end < length; end++) {
      if (buffer[end] == '\n') {
        news.add(decode(line(start, end)));
        start = end + 1;
      }
    }
    torn = line(start, length);
  }

  /** That part of the buffer, after what was torn off before it. */
  private byte[] line(int start, int end) {
    byte[] line = Arrays.copyOf(torn, torn.length + end - start);
    System.arraycopy(buffer, start, line, torn.length, end - start);
    torn = new byte[0];
    return line;
  }

  private Sent decode(byte[] line) throws Damaged {
    Optional<Sent> sent = EventDecoder.decode(line);
    return sent.orElseThrow(() -> new Damaged("a line that is no event: " + new String(line, StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    try {
      file.close();
      record.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
