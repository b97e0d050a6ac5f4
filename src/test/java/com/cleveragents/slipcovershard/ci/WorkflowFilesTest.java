package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowFilesTest {
  private static final SortedMap<String, String> OUTPUTS =
      new TreeMap<>(Map.of("a", "1", "b", "x=y", "c", ""));

  private static final String WRITTEN = "a=1\nb=x=y\nc=\n";

  private @TempDir Path folder;

  private WorkflowFiles files(String variable, String file) {
    return new WorkflowFiles(
        Map.of(variable, folder.resolve(file).toString()), folder.resolve("mounted"));
  }

  private String text(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GITHUB_OUTPUT", "FORGEJO_OUTPUT"})
  void areThoseThatTheForgeNames(String variable) throws IOException {
    files(variable, "outputs").writeOutputs(OUTPUTS);
    assertEquals(WRITTEN, text("outputs"));
  }

  @Test
  void areMountedOnesWhereTheNamedOnesAreOfTheHost() throws IOException {
    Files.createDirectories(folder.resolve("mounted"));
    Files.createFile(folder.resolve("mounted/outputcmd.txt"));
    Files.createFile(folder.resolve("mounted/SUMMARY.md"));

    files("GITHUB_OUTPUT", "no/such/folder").writeOutputs(OUTPUTS);
    files("GITHUB_STEP_SUMMARY", "no/such/folder").writeSummary("# all\n");

    assertEquals(WRITTEN, text("mounted/outputcmd.txt"));
    assertEquals("# all\n", text("mounted/SUMMARY.md"));
  }

  @Test
  void haveRoomForASummaryBesideWhatIsThere() throws IOException {
    WorkflowFiles files = files("GITHUB_STEP_SUMMARY", "summary.md");
    assertEquals(896 * 1024, files.roomInSummary());
    files.writeSummary("x".repeat(1000));
    assertEquals(896 * 1024 - 1000, files.roomInSummary());
    files.writeSummary("x".repeat(1 << 20));
    assertEquals(0, files.roomInSummary());
  }

  @Test
  void areNotTouchedOutsideOfAWorkflow() {
    WorkflowFiles none = new WorkflowFiles(Map.of(), folder.resolve("mounted"));
    none.writeOutputs(OUTPUTS);
    none.writeSummary("# all\n");
    assertFalse(Files.exists(folder.resolve("mounted")));
  }

  @Test
  void haveNoBlankLineAndNoJoinedOnes() throws IOException {
    Files.writeString(folder.resolve("outputs"), "earlier=1");
    files("GITHUB_OUTPUT", "outputs").writeOutputs(OUTPUTS);
    assertEquals("earlier=1\n" + WRITTEN, text("outputs"));
  }

  @Test
  void takeValuesOfSeveralLinesAsOne() throws IOException {
    files("GITHUB_OUTPUT", "outputs").writeOutputs(new TreeMap<>(Map.of("a", "1\n\nb\r\n2")));
    assertEquals("a=1  b 2\n", text("outputs"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no sign\n", "=x\n", "\n", "a=1\n\n", "a<<E\nx\n", "<<E\nE\n"})
  void tellOfLinesThatCostAllOutputs(String spoiled) throws IOException {
    Files.writeString(folder.resolve("outputs"), spoiled);

    ShardException refused =
        assertThrows(
            ShardException.class, () -> files("GITHUB_OUTPUT", "outputs").writeOutputs(OUTPUTS));

    assertEquals(ExitCode.SERVICE_FAILED, refused.code());
    assertTrue(refused.sentence().contains("costs the step all its outputs"), refused.sentence());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=1\n", "a<<E\n\nno sign\nE\n", "a=<<E\n", "a<<E\nE\nb<<E\nE\n"})
  void standBesideAnythingWellFormed(String earlier) throws IOException {
    Files.writeString(folder.resolve("outputs"), earlier);
    files("GITHUB_OUTPUT", "outputs").writeOutputs(OUTPUTS);
    assertEquals(earlier + WRITTEN, text("outputs"));
  }

  @Test
  void areLookedAtWithoutAChange() throws IOException {
    Files.createDirectories(folder.resolve("directory"));
    Files.writeString(folder.resolve("whole"), "a=1");
    for (String good : List.of("new", "whole")) {
      assertEquals(List.of(true, false), writable(files("GITHUB_OUTPUT", good).look()));
    }
    for (String bad : List.of("no/such/folder", "directory", "whole/below")) {
      assertEquals(List.of(false, false), writable(files("GITHUB_OUTPUT", bad).look()));
    }
    assertFalse(Files.exists(folder.resolve("new")));
    assertEquals("a=1", text("whole"));
  }

  private static List<Boolean> writable(List<WorkflowFiles.StepFile> files) {
    assertEquals(
        List.of("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"),
        files.stream().map(WorkflowFiles.StepFile::variable).toList());
    return files.stream().map(WorkflowFiles.StepFile::isWritable).toList();
  }
}
