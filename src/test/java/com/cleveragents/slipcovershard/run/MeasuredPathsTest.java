package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasuredPathsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          -                        | -                  | false
          .                        | -                  | true
          src                      | -                  | false
          src ..                   | -                  | true
          .venv/lib/python3/x      | -                  | true
          /none/project            | -                  | true
          .                        | .venv/*            | false
          .                        | */site-packages/*  | false
          .                        | */[!a-z]venv/*    | false
          .                        | */?venv/*          | false
          .                        | tests/*            | true
          .                        | .venv              | true
          """)
  void reachEnvironmentsThatLieInSourceAndNotInOmit(String source, String omit, boolean reached) {
    MeasuredPaths measured = MeasuredPaths.of(Path.of("/none/project"), words(source), words(omit));

    assertEquals(reached, measured.reach(Path.of("/none/project/.venv")));
  }

  private static List<String> words(String text) {
    return text == null ? List.of() : Arrays.asList(text.split(" "));
  }
}
