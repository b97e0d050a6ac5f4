package com.cleveragents.slipcovershard.cli;

import static com.cleveragents.slipcovershard.ExitCode.PASSED;
import static com.cleveragents.slipcovershard.ExitCode.TESTS_FAILED;
import static com.cleveragents.slipcovershard.ExitCode.USAGE;

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
            TESTS_FAILED),
        Fault.heldBy(
            "PluginOutputsIT.ofPytestArePutWhereTheUserWantsThem",
            "plugins that write reports and folders, and empty them",
            "suite of pytest",
            TESTS_FAILED,
            "out/report.html (pytest-html) cannot be joined: see out/report.html.chunk-<n>",
            "out/allure (allure) holds the files of all chunks",
            "basetemp tmp: each chunk has its own folder in it"),
        Fault.heldBy(
            "PluginOutputsIT.ofBehaveArePutWhereTheUserWantsThem",
            "formatters that write folders",
            "settings",
            PASSED,
            "out/pages (pages:Pages) cannot be joined: see out/pages.chunk-<n>"),
        Fault.heldBy(
            "PluginOutputsIT.aGateOfPytestCovIsOursOrNone",
            "`--cov-fail-under`, or `fail_under` of coverage.py, and no `threshold`",
            "suite of pytest",
            USAGE,
            "set threshold: 90 (from addopts) or none"));
  }
}
