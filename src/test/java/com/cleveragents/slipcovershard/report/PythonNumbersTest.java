package com.cleveragents.slipcovershard.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonNumbersTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0.0",
    "1, 1, 100.0",
    "1, 2, 50.0",
    "2, 3, 66.66666666666667",
    "1, 3, 33.333333333333336",
    "8555, 9367, 91.3312693498452",
    "1, 10000000, 1e-05",
    "3, 20000000, 1.5e-05",
    "1, 1000000, 0.0001",
    "1, 3000000, 3.3333333333333335e-05",
    "1, 100, 1.0",
    "29, 100, 29.0",
  })
  void spellsPercentagesAsRepr(long covered, long total, String expected) {
    assertEquals(expected, PythonNumbers.shortest(100.0 * covered / total));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0",
    "1, 1, 1",
    "1, 2, 0.5",
    "2, 3, 0.6667",
    "99999, 100000, 1",
    "9999, 10000, 0.9999",
    "1, 10000, 0.0001",
    "1, 20000, 5e-05",
    "1, 81000, 1.235e-05",
    "1, 8, 0.125",
    "1, 16, 0.0625",
    "5, 32, 0.1562",
  })
  void spellsRatesWithFourDigits(long covered, long total, String expected) {
    assertEquals(expected, PythonNumbers.fourDigits((double) covered / total));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0", "1.5, 2", "2.5, 2", "97.49, 97", "99.5, 100", "98.5, 98"})
  void roundsHalvesToTheEvenNeighbour(double value, String expected) {
    assertEquals(expected, PythonNumbers.whole(value));
  }
}
