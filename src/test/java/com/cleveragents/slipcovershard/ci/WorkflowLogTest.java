package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowLogTest {
  @ParameterizedTest
  @CsvSource({
    "'::set-env name=X::y', '| ::set-env name=X::y'",
    "'  ::add-mask::y', '|   ::add-mask::y'",
    "'##[set-env name=X;]y', '## [set-env name=X;]y'",
    "'text ##[group]y', 'text ## [group]y'",
    "'a::b::c', 'a::b::c'",
    "'## [x]', '## [x]'",
  })
  void takesTheForceFromCommands(String line, String harmless) {
    assertEquals(harmless, WorkflowLog.harmless(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\f", "\u0085", "\u2028", "\u2029", "\u000b"})
  void keepsOneLineOne(String lineBreak) {
    assertEquals("a ::b::c", WorkflowLog.harmless("a" + lineBreak + "::b::c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "ä", "€", "😀"})
  void cutsLinesThatARunnerWouldCut(String character) {
    String cut = WorkflowLog.harmless(character.repeat(70_000));

    int bytes = cut.getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes <= 60 * 1024 + 4 && bytes > 60 * 1024 - 4, "" + bytes);
    assertEquals("", cut.replace(character, "").replace(" ...", ""));
  }
}
