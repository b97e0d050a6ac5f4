package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The kind of file that a template database is. */
public final class TemplateDatabase {
  private static final byte[] SQLITE_MAGIC =
      "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  private TemplateDatabase() {}

  /** Whether the worker copies it through SQLite; an empty file is a database to SQLite, too. */
  public static boolean isSqlite(Path file) throws IOException {
    try (InputStream in = RegularFile.openNamed(file)) {
      byte[] start = in.readNBytes(SQLITE_MAGIC.length);
      return start.length == 0 || Arrays.equals(start, SQLITE_MAGIC);
    }
  }

  /** A database, and the files that SQLite keeps beside it. */
  static List<Path> filesOf(Path database) {
    return Stream.of("", "-wal", "-shm", "-journal")
        .map(suffix -> database.resolveSibling(database.getFileName() + suffix))
        .toList();
  }

  /** Removes what a lost process left of its copy, with all that SQLite keeps beside it. */
  static void delete(Path copy) throws IOException {
    for (Path file : filesOf(copy)) {
      FileTree.delete(file);
    }
  }
}
