package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretValuesTest {
  private @TempDir Path folder;
  private final SortedMap<String, String> environment = new TreeMap<>();

  private SecretValues secrets() {
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true);
    return SecretValues.of(
        new Invocation(
            environment, folder, nowhere, nowhere, false, Clock.systemUTC(), Optional.empty()));
  }

  private String shown(String value, String... files) {
    environment.put("MY_PASS", value);
    return secrets().besides(List.of(files)).redaction(List.of()).apply("<" + value + ">");
  }

  @Test
  void arePathsOfTheCheckoutOnlyOutsideOfIt() throws IOException {
    Files.createDirectories(folder.resolve("src/billing"));
    assertEquals("<src/billing>", shown("src/billing"));
    assertEquals("<" + folder + "/src/new.py>", shown(folder + "/src/new.py"));
    assertEquals("<***>", shown("src/payroll"));
    assertEquals("<***>", shown("/elsewhere/secret"));
  }

  @Test
  void areNoNamesOfSourcesAndTestFiles() {
    assertEquals("<***>", shown("billing"));
    assertEquals("<billing>", shown("billing", "src/billing/core.py"));
    assertEquals("<invoices>", shown("invoices", "src/invoices.py"));
    assertEquals("<login.feature>", shown("login.feature", "features/login.feature"));
    assertEquals("<***>", shown("login.feature with more", "features/login.feature"));
  }

  @Test
  void areThoseThatAreGivenAsWell() {
    assertEquals("a *** b", secrets().redaction(List.of("of the suite")).apply("a of the suite b"));
  }
}
