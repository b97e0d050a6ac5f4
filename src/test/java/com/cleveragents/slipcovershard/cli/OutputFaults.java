package com.cleveragents.slipcovershard.cli;

import static com.cleveragents.slipcovershard.ExitCode.TESTS_FAILED;

import java.util.List;

/** What can go wrong with files that the runner writes in each chunk. */
final class OutputFaults {
  private OutputFaults() {}

  static List<Fault> rows() {
    return List.of(
        Fault.heldBy(
            "UserOutputsIT.joinJsonWithNumbersThatAreNoneAndWithRetries",
            "NaN in the JSON of behave, and scenarios that ran again",
            "settings",
            TESTS_FAILED),
        Fault.heldBy(
            "PytestJUnitIT.aTestThatRanAgainIsThereOnce",
            "`--junitxml` of tests that ran again",
            "suite of pytest",
            TESTS_FAILED));
  }
}
