package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactTest {
  private static String text(Fact... facts) {
    return String.join("\n", Fact.lines(List.of(facts)));
  }

  @Test
  void standBelowOneAnotherWithMarksBeforeThem() {
    assertEquals(
        """
                user:     root
        MISSING packages: it lacks behave
                          Type: pip install behave
        WRONG   disk:     full
                          make room\
        """,
        text(
            Fact.fine("user", "root"),
            Fact.missing("packages", "it lacks behave", "Type: pip install behave"),
            Fact.wrong("disk", "full", "make room")));
  }

  @Test
  void needNoAdviceWhereWhatIsSeenHasIt() {
    assertEquals("WRONG   setting: chunks: one or more", text(wrong("chunks: one or more", "")));
  }

  private static Fact wrong(String seen, String advice) {
    return Fact.wrong("setting", seen, advice);
  }

  @Test
  void showTheBeginningOfWhatIsLong() {
    assertEquals(
        """
        WRONG   setting: 1
                         2
                         3
                         4
                         5
                         6
                         do this
                         and that\
        """,
        text(wrong("1\n2\n3\n4\n5\n6\n7\n8", "do this\nand that")));
  }

  @Test
  void showThatNothingIsSeen() {
    assertEquals("        user: ", text(Fact.fine("user", "")));
    assertEquals("", text());
  }

  @Test
  void blockOnlyWhereSomethingIsMissingOrWrong() {
    assertFalse(Fact.fine("user", "root").blocks());
    assertTrue(Fact.missing("user", "nobody", "").blocks());
    assertTrue(wrong("2", "").blocks());
  }

  @Test
  void keepTheirMarkWhereTheyDoNotBlock() {
    Fact harmless = Fact.missing("artifacts", "none", "set upload: false").harmless();

    assertFalse(harmless.blocks());
    assertFalse(harmless.isFine());
    assertTrue(text(harmless).startsWith("MISSING artifacts: none\n"), text(harmless));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "1023, 1023 bytes",
    "1024, 1.0 KiB",
    "1610612736, 1.5 GiB",
    "9223372036854775807, 8388608.0 TiB"
  })
  void tellSizesInTheLargestUnit(long bytes, String shown) {
    assertEquals(shown, Fact.size(bytes));
  }

  @Test
  void warnOfADirectoryWithLittleRoom() {
    Fact little = PlaceFacts.space("TMPDIR", "/tmp, writable", 20 << 20, "make room");
    Fact enough = PlaceFacts.space("TMPDIR", "/tmp, writable", 1L << 40, "make room");

    assertEquals(
        "WRONG   TMPDIR: /tmp, writable, 20.0 MiB free\n" + " ".repeat(16) + "make room",
        text(little));
    assertFalse(little.blocks());
    assertEquals("        TMPDIR: /tmp, writable, 1.0 TiB free", text(enough));
  }
}
