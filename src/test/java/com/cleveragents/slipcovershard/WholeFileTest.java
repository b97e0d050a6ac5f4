package com.cleveragents.slipcovershard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  private final Path directory;
  private final Path file;

  WholeFileTest(@TempDir Path directory) {
    this.directory = directory;
    this.file = directory.resolve("report.txt");
  }

  @Test
  void replacesWhatWasThere() throws IOException {
    WholeFile.write(file, "first");
    WholeFile.write(file, "second");
    assertEquals("second", Files.readString(file));
    assertEquals(List.of("report.txt"), names());
  }

  @Test
  void leavesTheOldFileAndNothingElseWhenWritingFails() throws IOException {
    WholeFile.write(file, "first");
    WholeFile.Content content =
        out -> {
          out.write('x');
          throw new IllegalStateException("no more");
        };
    assertThrows(IllegalStateException.class, () -> WholeFile.write(file, content));
    assertEquals("first", Files.readString(file));
    assertEquals(List.of("report.txt"), names());
  }

  @Test
  void tellsTheHashBeforeTheFileHasItsName() throws IOException {
    List<String> told = new ArrayList<>();
    WholeFile.write(
        file,
        directory,
        out -> out.write("text".getBytes(StandardCharsets.UTF_8)),
        sha256 -> {
          assertFalse(Files.exists(file));
          told.add(sha256);
        });
    assertEquals(List.of(RegularFile.sha256(file)), told);
  }

  @Test
  void replacesLinksAndDoesNotFollowThem() throws IOException {
    Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "of the user");
    Files.createSymbolicLink(file, elsewhere);
    WholeFile.write(file, "ours");
    assertEquals("of the user", Files.readString(elsewhere));
    assertEquals("ours", RegularFile.text(file));
    Files.delete(file);
    Files.createSymbolicLink(file, directory.resolve("missing"));
    assertThrows(FileAlreadyExistsException.class, () -> WholeFile.create(file));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> String.valueOf(path.getFileName())).toList();
    }
  }
}
