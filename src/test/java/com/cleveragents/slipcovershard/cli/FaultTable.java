package com.cleveragents.slipcovershard.cli;

import java.util.List;
import java.util.stream.Stream;

/** All rows of docs/faults.md, in its order. */
final class FaultTable {
  private FaultTable() {}

  static List<Fault> rows() {
    return Stream.of(
            LethalFaults.inSteps(),
            StepFaults.ofProcesses(),
            StepFaults.ofOutput(),
            StepFaults.ofFiles(),
            LethalFaults.inFiles(),
            HookFaults.errors(),
            HookFaults.exits(),
            HookFaults.others(),
            ForkFaults.rows(),
            ProjectFaults.ofFeatures(),
            ProjectFaults.ofSurroundings(),
            PytestFaults.rows(),
            OutputFaults.rows(),
            InputFaults.rows(),
            OtherFaults.ofSuites(),
            OtherFaults.ofSurroundings(),
            OtherFaults.ofOurs())
        .flatMap(List::stream)
        .toList();
  }
}
