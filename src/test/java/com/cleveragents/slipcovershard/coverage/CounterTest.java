package com.cleveragents.slipcovershard.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterTest {
  @ParameterizedTest
  @CsvSource({
    "2, 3, 2, 66.66",
    "1, 3, 4, 33.3333",
    "99999, 100000, 2, 99.99",
    "1999999, 2000000, 4, 99.9999",
    "3, 3, 4, 100.0000",
    "0, 7, 2, 0.00",
    "1, 8, 0, 12",
  })
  void cutsThePercentageAndNeverRoundsUp(long covered, long total, int decimals, String expected) {
    assertEquals(
        Optional.of(new BigDecimal(expected)), new Counter(covered, total).percentCut(decimals));
  }

  @ParameterizedTest
  @CsvSource({
    "97, 100, 97, true",
    "9699999999, 10000000000, 97, false",
    "9700000000, 10000000000, 97, true",
    "2, 3, 66.66, true",
    "2, 3, 66.67, false",
    "2, 3, 66.666666666666666666666666666667, false",
    "2, 3, 66.666666666666666666666666666666, true",
    "0, 5, 0, true",
    "5, 5, 100, true",
    "999999999999, 1000000000000, 100, false",
  })
  void comparesWithAThresholdExactly(long covered, long total, BigDecimal percent, boolean holds) {
    assertEquals(holds, new Counter(covered, total).reaches(percent));
  }

  @Test
  void nothingToCoverHasNoPercentageAndReachesNothing() {
    assertEquals(Optional.empty(), Counter.EMPTY.percentCut(2));
    assertFalse(Counter.EMPTY.reaches(BigDecimal.ZERO));
    assertTrue(Counter.EMPTY.isComplete());
  }

  @Test
  void slipcoverCallsNothingToCoverHundredPercent() {
    assertEquals(100.0, Counter.EMPTY.slipcoverPercent());
  }

  @Test
  void refusesMoreCoveredThanThereIs() {
    assertThrows(IllegalArgumentException.class, () -> new Counter(2, 1));
    assertThrows(IllegalArgumentException.class, () -> new Counter(-1, 1));
  }
}
