package com.cleveragents.slipcovershard.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportOutputTest {
  private final Path directory;

  ReportOutputTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void replacesWhatWasThere() throws IOException {
    write("first");
    write("second");
    assertEquals("second", Files.readString(directory.resolve("report.txt")));
    assertEquals(List.of("report.txt"), names());
  }

  @Test
  void leavesTheOldFileAndNothingElseWhenWritingFails() throws IOException {
    write("first");
    ReportOutput output = ReportOutput.directory(directory);
    assertThrows(
        IllegalStateException.class,
        () ->
            output.write(
                "report.txt",
                out -> {
                  out.write('x');
                  throw new IllegalStateException("no more");
                }));
    assertEquals("first", Files.readString(directory.resolve("report.txt")));
    assertEquals(List.of("report.txt"), names());
  }

  @Test
  void saysWhichFileCannotBeWritten() throws IOException {
    Path file = Files.createFile(directory.resolve("build"));
    ReportOutput output = ReportOutput.directory(file);
    ShardException refusal =
        assertThrows(ShardException.class, () -> output.write("report.txt", out -> {}));
    assertEquals(ExitCode.USAGE, refusal.code());
    String message = refusal.sentence();
    assertTrue(message.startsWith("cannot write " + file.resolve("report.txt")), message);
    assertTrue(message.endsWith("choose another --build-dir."), message);
  }

  private void write(String text) {
    ReportOutput.directory(directory)
        .write("report.txt", out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }
}
