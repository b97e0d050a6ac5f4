package com.cleveragents.slipcovershard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
  @Test
  void numbersAreThoseOfTheContract() {
    assertEquals(
        List.of(0, 1, 2, 3, 4, 5, 6, 7, 70, 130),
        Arrays.stream(ExitCode.values()).map(ExitCode::number).toList());
  }

  @Test
  void theWorseOfTwoDecides() {
    List<Integer> worstFirst = List.of(130, 70, 2, 5, 6, 1, 4, 3, 7, 0);
    for (ExitCode left : ExitCode.values()) {
      for (ExitCode right : ExitCode.values()) {
        int expected =
            worstFirst.stream()
                .filter(number -> number == left.number() || number == right.number())
                .findFirst()
                .orElseThrow();
        assertEquals(expected, ExitCode.worst(left, right).number(), left + " and " + right);
      }
    }
  }

  @Test
  void nothingWrongIsPassed() {
    assertEquals(ExitCode.PASSED, ExitCode.worst());
  }
}
