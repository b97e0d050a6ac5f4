package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonPackageTest {
  @ParameterizedTest
  @CsvSource({
    "1.0.5,1.0.8,true",
    "1.0.8,1.0.8,false",
    "1.0.10,1.0.8,false",
    "1.0,1.0.8,true",
    "2,1.0.8,false",
    "1.2.7.dev6,1.2.6,false",
    "1.2.6rc1,1.2.6,false",
    "3.8.18,3.9,true",
    "3.14.0a1,3.9,false",
    "unknown,1.0.8,true",
  })
  void comparesTheNumbersOfVersions(String version, String limit, boolean older) {
    assertEquals(older, PythonPackage.isOlder(version, limit));
  }
}
