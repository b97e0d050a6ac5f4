package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.run.EventDecoder.Sent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The file to which a worker appends its events, read while it grows. A worker pays less for a line
 * in a file than for one in a pipe, which wakes the reader up each time; and what it has written is
 * there whatever becomes of it.
 */
final class EventFile implements AutoCloseable {
  private final Path path;
  private final FileChannel file;
  private final byte[] buffer = new byte[1 << 16];
  private byte[] torn = new byte[0]; // the beginning of a line whose end was not there yet

  /** Something else than the worker has written to the file: nobody knows what it had told. */
  static final class Damaged extends Exception {
    private static final long serialVersionUID = 1L;

    Damaged(String message) {
      super(message);
    }
  }

  private EventFile(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /** A new and empty file. */
  static EventFile create(Path path) throws IOException {
    return new EventFile(
        path,
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  /** What has come since the last call. */
  List<Sent> news() throws Damaged {
    List<Sent> news = new ArrayList<>();
    try {
      int length = file.read(ByteBuffer.wrap(buffer));
      for (; length > 0; length = file.read(ByteBuffer.wrap(buffer))) {
        decodeLines(length, news);
      }
      if (file.size() < file.position()) {
        throw new Damaged(path + " became shorter");
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
    return sent.orElseThrow(() -> new Damaged(path + " has a line that no chunk wrote"));
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
