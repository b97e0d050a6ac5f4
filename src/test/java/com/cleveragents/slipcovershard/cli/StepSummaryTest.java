package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepSummaryTest {
  private static final List<String> FAILURES =
      IntStream.range(0, 2_000)
          .mapToObj(n -> "FAILED  " + n + " " + "ä€🎉x".repeat(4_000))
          .toList();

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @Test
  void isWholeWhereThereIsRoom() {
    assertEquals(
        "**passed**\n\nTotal: 1\n", StepSummary.of("passed", "Total: 1\n", List.of(), 10_000));
    assertEquals(
        "**FAILED**\n\nTotal: 1\n\n### Failures\n\n```\nFAILED  a ''' b\n```\n",
        StepSummary.of("FAILED", "Total: 1\n", List.of("FAILED  a ``` b"), 10_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 700, 5_000, 60_000, 900_000})
  void isNeverLongerThanItMayBe(int room) {
    String numbers = "```\n" + "a line of a table €\n".repeat(100_000) + "```\n";
    String summary = StepSummary.of("FAILED", numbers, FAILURES, room);
    assertTrue(bytes(summary) <= room, "bytes: " + bytes(summary));
    assertTrue(summary.startsWith("**FAILED**"), summary);
    assertEquals(0, summary.lines().filter(line -> line.startsWith("```")).count() % 2);
  }

  @Test
  void keepsTheHeaviestFailuresAndSaysWhatIsLeftOut() {
    String summary = StepSummary.of("FAILED", "Total: 1\n", FAILURES, 900_000);
    assertTrue(summary.contains("FAILED  1999 "), "the last one is missing");
    assertTrue(summary.contains("characters more)"), "it is not shortened");
    assertTrue(summary.contains(" lines before are left out"), "nothing is said of the others");
    assertTrue(bytes(summary) > 800_000, "there was more room");
    String narrow = StepSummary.of("FAILED", "row\n".repeat(10_000), List.of(), 10_000);
    assertTrue(narrow.contains("Lines left out for their length: "), narrow);
  }
}
