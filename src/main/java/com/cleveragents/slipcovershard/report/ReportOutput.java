package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Where the bytes of reports go. */
@FunctionalInterface
public interface ReportOutput {
  /**
   * Takes the whole content of one file, or nothing of it when the content fails; its name may have
   * directories in it, with slashes.
   */
  void write(String name, Content content);

  /** What fills a report. */
  @FunctionalInterface
  interface Content {
    /** Writes all of it; does not close the stream. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Files of a directory, which is made when it does not exist, as are those below it; a file
   * appears under its name only when it is whole.
   */
  static ReportOutput directory(Path directory) {
    return (name, content) -> {
      Path file = directory.resolve(name);
      Path beside = directory.resolve(name + ".part");
      try {
        Files.createDirectories(file.getParent());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(beside))) {
          content.writeTo(out);
        } catch (IOException | RuntimeException e) {
          Files.deleteIfExists(beside);
          throw e;
        }
        Files.move(
            beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new ShardException(
            ExitCode.USAGE,
            "cannot write " + file + ": " + e + ". Make it writable or choose another --build-dir.",
            e);
      }
    };
  }
}
