package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.ExitCode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source of five million lines, every second of them executed, and little memory for Java. */
class MemoryIT {
  private static final int LINES = 5_000_000;

  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void writesItsCoverage() throws IOException {
    project = TestProject.in(folder);
    try (BufferedWriter out = Files.newBufferedWriter(project.path("huge.json"))) {
      out.write("{\"meta\": {\"software\": \"slipcover\", \"version\": \"1.1.0\",");
      out.write(" \"branch_coverage\": false}, \"files\": {\"huge.py\": {\"executed_lines\": [1");
      for (int line = 3; line <= LINES; line += 2) {
        out.write("," + line);
      }
      out.write("], \"missing_lines\": [2");
      for (int line = 4; line <= LINES; line += 2) {
        out.write("," + line);
      }
      out.write("]}}}");
    }
  }

  @Test
  void isNamedWhenJavaHasNoneLeft() throws Exception {
    try (OwnJava program =
        OwnJava.start(project, folder.resolve("log"), List.of("-Xmx64m"), "merge", "huge.json")) {
      assertEquals(ExitCode.BUG.number(), program.exitCode(), program::said);
      new Outcome(ExitCode.BUG, program.said(), "", project.directory())
          .assertSays("Java's memory is used up", "-Xmx");
    }
  }
}
