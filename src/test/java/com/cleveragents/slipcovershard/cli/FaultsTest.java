package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** docs/faults.md has the faults that are tested, and no others. */
class FaultsTest {
  private static final String TESTS = "com.cleveragents.slipcovershard.";

  @Test
  void areTheTableOfTheDocument() throws IOException {
    List<String> expected = FaultTable.rows().stream().map(Fault::row).toList();
    List<String> table =
        Files.readAllLines(Path.of("docs/faults.md")).stream()
            .filter(line -> line.startsWith("|"))
            .skip(2)
            .toList();

    // What the table should be, to copy from.
    Files.write(Path.of("target/faults-table.md"), expected);
    assertEquals(String.join("\n", expected), String.join("\n", table));
  }

  @Test
  void areManyAndDifferent() {
    List<String> rows = FaultTable.rows().stream().map(Fault::row).toList();

    assertTrue(rows.size() >= 70, () -> String.valueOf(rows.size()));
    assertEquals(rows.stream().distinct().toList(), rows);
  }

  @Test
  void areHeldByTestsThatExist() throws ReflectiveOperationException {
    for (Fault fault : FaultTable.rows()) {
      Optional<String> test = fault.heldBy();
      if (test.isPresent()) {
        int dot = test.get().lastIndexOf('.');
        String name = test.get().substring(0, dot);
        Class<?> holder = Class.forName(TESTS + (name.contains(".") ? "" : "cli.") + name);
        assertTrue(
            Arrays.stream(holder.getDeclaredMethods())
                .filter(method -> method.getName().equals(test.get().substring(dot + 1)))
                .anyMatch(FaultsTest::isTest),
            test.get());
      }
    }
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }
}
