package com.cleveragents.slipcovershard.cli;

import static com.cleveragents.slipcovershard.ExitCode.PASSED;
import static com.cleveragents.slipcovershard.ExitCode.USAGE;

import java.util.List;

/** Faults of what a run is given: paths, sources, names, plugins. Each row names its test. */
final class InputFaults {
  private InputFaults() {}

  static List<Fault> rows() {
    return List.of(
        Fault.heldBy(
            "TargetsIT.takesFeaturesAndSourcesThatTheScriptOfBeforeMakes",
            "`paths` and `source` that only `before` makes",
            "settings",
            PASSED),
        Fault.heldBy(
            "TargetsIT.looksForBothBeforeAChunkStarts",
            "`paths` and `source` that are missing after `before`",
            "settings",
            USAGE,
            "paths: 'features/f1.feature' matches nothing in",
            "did you mean 'src/made_shop'?"),
        Fault.heldBy(
            "SourceSettingTest.takesFoldersThatExistAndGlobs",
            "a `source` that does not exist, or is a file",
            "settings",
            USAGE,
            "source: 'django_htmx' does not exist in",
            "did you mean 'src/django_htmx'?"),
        Fault.heldBy(
            "TargetsIT.findsFeaturesBehindLinksAsBehaveDoes",
            "folders of features that are links",
            "features",
            PASSED),
        Fault.heldBy(
            "PathArgumentsTest.givesBehaveWhatAGlobMatchesOnce",
            "a glob that matches folders and files in them",
            "settings",
            PASSED));
  }
}
