package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words are split as {@code sh} splits them; it is asked. */
class WordsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  a  b\tc ",
        "--tags '~@wip and @slow'",
        "'a b'\"c d\"e",
        "a\\ b \\'c",
        "\"a\\\"b\" \"a\\nb\" 'a\\nb'",
        "'' \"\" x",
        "-D name='it''s'",
        "\"a 'b' c\"",
        "ä 'ö ü'"
      })
  void asTheShellDoes(String text) throws IOException {
    assertEquals(byShell(text), Words.split(text));
  }

  @Test
  void refusesWhatIsNotClosed() {
    for (String text : List.of("'a", "a \"b", "a\\")) {
      assertThrows(IllegalArgumentException.class, () -> Words.split(text), text);
    }
  }

  private static List<String> byShell(String text) throws IOException {
    Process sh =
        new ProcessBuilder(
                "sh", "-c", "for word in " + text + "\ndo printf '%s\\0' \"$word\"; done")
            .start();
    String out = new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return out.isEmpty()
        ? List.of()
        : Arrays.asList(out.substring(0, out.length() - 1).split("\0", -1));
  }
}
