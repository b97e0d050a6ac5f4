package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.TestEnvironments;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can go wrong in a suite of pytest: the exit code, and what the message names. */
class PytestFaultsIT {
  private static final String SUITE =
      """
      == shop.py
      def sell(price):
          return "sold"
      == tests/test_good.py
      import shop

      def test_good():
          assert shop.sell(1) == "sold"
      == tests/test_other.py
      import shop

      def test_other():
          assert shop.sell(1) == "sold"
      """;

  static Stream<Arguments> faults() {
    return PytestFaults.all().stream()
        .flatMap(fault -> Stream.of("static", "queue").map(split -> Arguments.of(fault, split)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("faults")
  void endAsTheyShould(PytestFaults.Planted fault, String split, @TempDir Path folder)
      throws Exception {
    TestProject project = TestProject.in(folder).empty().with(SUITE).with(fault.drawing());
    project.variable("INPUT_RUNNER", "pytest").variable("INPUT_TIMEOUT-MINUTES", "1");
    Setup setup = new Setup(TestEnvironments.withPytest().get(0), 2);

    Outcome outcome = project.run(setup, "--split", split, "tests").assertCode(fault.code());

    outcome.assertSays(fault.names().toArray(String[]::new));
  }
}
