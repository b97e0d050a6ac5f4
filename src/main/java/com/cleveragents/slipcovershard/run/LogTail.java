package com.cleveragents.slipcovershard.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a log, which may be as long as it likes. */
final class LogTail {
  private static final int MOST_LINES = 15;
  private static final int MOST_BYTES = 8 * 1024;

  private LogTail() {}

  /** Its last lines; none if it cannot be read. */
  static List<String> of(Path log) {
    try (FileChannel channel = FileChannel.open(log)) {
      long from = Math.max(0, channel.size() - MOST_BYTES);
      ByteBuffer end = ByteBuffer.allocate(MOST_BYTES);
      while (end.hasRemaining() && channel.read(end, from + end.position()) > 0) {
        // reads on
      }
      List<String> lines =
          new String(end.array(), 0, end.position(), StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
