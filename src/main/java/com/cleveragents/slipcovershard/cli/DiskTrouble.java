package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;

/** Tells what a disk that is full, over its quota or not writable does to us from a bug of ours. */
final class DiskTrouble {
  private static final List<String> REASONS =
      List.of(
          "No space left on device",
          "Disk quota exceeded",
          "Read-only file system",
          "Permission denied",
          "Input/output error",
          "Too many open files");

  private DiskTrouble() {}

  /** What happened, to which file where that is known; empty for anything else. */
  static Optional<ShardException> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException trouble) {
        Optional<String> reason = reason(trouble);
        if (reason.isPresent()) {
          return Optional.of(
              new ShardException(
                  ExitCode.USAGE,
                  file(trouble)
                      + ": "
                      + reason.get()
                      + ". Make room or give rights there, or name other places: --build-dir,"
                      + " TMPDIR",
                  failure));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> reason(IOException trouble) {
    String message = String.valueOf(trouble.getMessage());
    return REASONS.stream().filter(message::contains).findFirst();
  }

  private static String file(IOException trouble) {
    return trouble instanceof FileSystemException named && named.getFile() != null
        ? named.getFile() + " cannot be written"
        : "a file of this run cannot be written";
  }
}
