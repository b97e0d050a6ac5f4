package com.cleveragents.slipcovershard.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlipcoverVersionTest {
  @Test
  void comparesNumbersAsNumbers() {
    List<String> sorted =
        Stream.of("1.1.0", "1.0.18", "1.0.8", "2", "1.0")
            .map(SlipcoverVersion::new)
            .sorted()
            .map(SlipcoverVersion::text)
            .toList();
    assertEquals(List.of("1.0", "1.0.8", "1.0.18", "1.1.0", "2"), sorted);
  }

  @ParameterizedTest
  @CsvSource({"1.0.8, false", "1.0.17, false", "1.0.18, true", "1.1.0, true", "2.0, true"})
  void displaysThePercentageSinceVersion1018(String version, boolean displays) {
    assertEquals(displays, new SlipcoverVersion(version).displaysPercentage());
  }
}
