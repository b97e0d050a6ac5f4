package com.cleveragents.slipcovershard.cli;

import static com.cleveragents.slipcovershard.ExitCode.CHUNK_FAILED;
import static com.cleveragents.slipcovershard.ExitCode.COVERAGE_UNUSABLE;
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
            PASSED),
        Fault.heldBy(
            "NamesIT.areThoseOfOneProcessWithBehave",
            "names of features and sources, and values of variables, that are not UTF-8",
            "environment",
            PASSED),
        Fault.heldBy(
            "NamesIT.areThoseOfOneProcessWithPytest",
            "names of test files that are not UTF-8",
            "suite of pytest",
            PASSED),
        Fault.heldBy(
            "NamesIT.areNamedWhereTheyCannotBeUsed",
            "a `build-dir` whose name is not UTF-8",
            "settings",
            USAGE,
            "is a name that is not UTF-8"),
        Fault.heldBy(
            "ImportsIT.nameWhatPytestCannotImport",
            "a plugin, `conftest.py` or test file that cannot be imported, from a plan and from a queue",
            "suite of pytest",
            CHUNK_FAILED,
            "a plugin of pytest could not be loaded",
            "No module named 'nowhere'"),
        Fault.heldBy(
            "ImportsIT.nameWhatBehaveCannotImport",
            "a formatter or runner that cannot be imported",
            "settings of behave",
            CHUNK_FAILED,
            "a formatter of behave could not be loaded"),
        Fault.heldBy(
            "ImportsIT.nameTheExceptionOfAnAmbiguousStep",
            "two steps with one text",
            "steps",
            CHUNK_FAILED,
            "AmbiguousStep: @step('it is so') has already been defined"),
        Fault.heldBy(
            "ImportsIT.nameTheSourceThatSlipCoverCannotRead",
            "a measured source in latin-1",
            "source",
            COVERAGE_UNUSABLE,
            "SlipCover could not save what it measured: it reads"),
        Fault.heldBy(
            "plan.TimingsTest.takesDamagedFilesForNone",
            "half a surrogate pair in timings.json",
            "build-dir",
            PASSED),
        Fault.heldBy(
            "run.EventFileTest.givesWhatCameBeforeALineThatNoWorkerWritesAndNothingAfterIt",
            "an event with a value that no event has",
            "events",
            CHUNK_FAILED));
  }
}
