package com.cleveragents.slipcovershard.cli;

import static com.cleveragents.slipcovershard.ExitCode.BUG;
import static com.cleveragents.slipcovershard.ExitCode.CHUNK_FAILED;
import static com.cleveragents.slipcovershard.ExitCode.COVERAGE_UNUSABLE;
import static com.cleveragents.slipcovershard.ExitCode.INTERRUPTED;
import static com.cleveragents.slipcovershard.ExitCode.PASSED;
import static com.cleveragents.slipcovershard.ExitCode.SERVICE_FAILED;
import static com.cleveragents.slipcovershard.ExitCode.TESTS_FAILED;
import static com.cleveragents.slipcovershard.ExitCode.USAGE;

import java.util.List;

/** Faults that take more than planting something into a suite: each names the test that does it. */
final class OtherFaults {
  private OtherFaults() {}

  static List<Fault> ofSuites() {
    return List.of(
        Fault.heldBy(
            "SlipCoverLoaderIT.importModeImportlibAndFakeFilesWorkWithPytest",
            "SlipCover's loader breaks an import, `--accelerate off`",
            "suite of pytest",
            CHUNK_FAILED,
            "loads without SlipCover: SlipCover is the cause"),
        Fault.heldBy(
            "SlipCoverLoaderIT.stepsThatReadDataLoadWithBehave",
            "SlipCover's loader breaks an import, `--accelerate off`",
            "suite of behave",
            CHUNK_FAILED,
            "loads without SlipCover: SlipCover is the cause"),
        Fault.heldBy(
            "run.SavingWatchTest.workerThatWorksAndWritesNothingIsEndedAfterAMinute",
            "uses CPU time for a minute and saves nothing",
            "exit handler",
            CHUNK_FAILED,
            "chunk {chunk} did not finish saving its coverage and was killed"),
        Fault.heldBy(
            "RetryCrashedIT.runsAllButTheScenarioThatDiesEachTime",
            "SIGKILL to itself each time, with `retry-crashed`",
            "step",
            CHUNK_FAILED,
            "went on, and that scenario did the same again"),
        Fault.heldBy(
            "RetryCrashedIT.saysThatTheScenarioPassesTheSecondTime",
            "SIGKILL to itself once, with `retry-crashed`",
            "step",
            CHUNK_FAILED,
            "and that scenario passed when it ran again by itself"),
        Fault.heldBy(
            "QueueIT.goesOnWithTheOtherChunkWhenAWorkerDies",
            "SIGKILL to itself, and a queue that is not empty",
            "step",
            CHUNK_FAILED,
            "was killed by SIGKILL while it ran features/long.feature:2"),
        Fault.heldBy(
            "ScenarioTimeoutIT.namesTheScenarioAndTheLineThatHangs",
            "a deadlock, with `scenario-timeout`",
            "step",
            CHUNK_FAILED,
            "was killed while it ran features/b.feature:2 (hangs): that took longer than",
            "hanging.py\", line 5 in waits_for_itself"),
        Fault.heldBy(
            "OrphansIT.endWithTheRun", "a daemon that has left everything", "step", PASSED),
        Fault.heldBy(
            "RetryFailedIT.tellsFlakyFromPassed",
            "fails once, with `retry-failed`",
            "step",
            PASSED,
            "flaky: features/b.feature:4 trembles"),
        Fault.heldBy(
            "RetryFailedIT.neverLetsAFailureInAClashPassLater",
            "fails once in a clash, with `retry-failed`",
            "step",
            TESTS_FAILED,
            "failed, and passed when it ran again, but again was touched by"),
        Fault.heldBy(
            "ClashIT.namesBothFeaturesAndTheFile",
            "two chunks write to one file",
            "step",
            PASSED,
            "clash: cart.txt was touched by features/a.feature (chunk 1) and features/b.feature"),
        Fault.heldBy(
            "ClashIT.makesTheRunRedWhereThatIsWanted",
            "two chunks write to one file, with `fail-on-clash`",
            "step",
            TESTS_FAILED,
            "cart.txt"),
        Fault.heldBy(
            "ClashIT.isTheTemplateThatOneChunkOpensForWriting",
            "opens the template database itself",
            "step",
            PASSED,
            "of which each chunk has a copy, was opened for writing by features/a.feature"),
        Fault.heldBy(
            "NewSkipIT.failTheRunWhereThatIsWanted",
            "skips what ran before, with `fail-on-new-skip`",
            "before_scenario",
            TESTS_FAILED,
            "ran before"),
        Fault.heldBy(
            "VerifyIT.namesFileLineAndChunkOfTestsThatDependOnTheirOrder",
            "tests that depend on their order, with `verify: serial`",
            "step",
            COVERAGE_UNUSABLE,
            "one process executed other lines"),
        Fault.heldBy(
            "UserOutputsIT.keepWhatTheOthersWroteWhenTheFirstChunkDiesAtOnce",
            "`os._exit(9)`",
            "sitecustomize.py",
            CHUNK_FAILED,
            "before it told anything"),
        Fault.heldBy(
            "SuiteFaultsIT.letsChildrenBeThatEndByThemselves",
            "children of every kind that end by themselves",
            "step",
            PASSED),
        Fault.heldBy(
            "SuiteFaultsIT.showsAFailedStepWithItsErrorAndTheLogOfItsChunk",
            "an assertion that fails",
            "step",
            TESTS_FAILED,
            "FAILED  features/fails.feature:2 wrong sum: failed (chunk ",
            "bad arithmetic"),
        Fault.heldBy(
            "SuiteFaultsIT.endsInAllChunksWhenTheSuiteStopsAtTheFirstFailure",
            "`--stop`, and an assertion that fails",
            "settings",
            TESTS_FAILED,
            "stops at the first failure"),
        Fault.heldBy(
            "WorkflowCommandsIT.obeyNoneButOurs",
            "commands to the runner in an error",
            "step",
            TESTS_FAILED),
        Fault.heldBy(
            "WorkflowCommandsIT.obeyNoneButOurs",
            "commands to the runner in the output of a chunk that dies",
            "step",
            CHUNK_FAILED),
        Fault.heldBy(
            "ChunkEnvironmentIT.cannotSpoilTheOutputsOfTheStep",
            "writes to GITHUB_OUTPUT",
            "step",
            PASSED),
        Fault.heldBy(
            "SplitSafetyIT.whatAScenarioLeavesMakesATrialRed",
            "a scenario uses what an earlier one left, and a trial takes the file apart",
            "feature file",
            COVERAGE_UNUSABLE,
            "in pieces its tests do not do what they do in one process"),
        Fault.heldBy(
            "SplitSafetyIT.stateOfAModuleMakesATrialRed",
            "tests share the state of a module, and a trial takes the file apart",
            "test file of pytest",
            COVERAGE_UNUSABLE,
            "in pieces its tests do not do what they do in one process"),
        Fault.heldBy(
            "SplitSafetyIT.skippedDependantsMakeATrialRedThoughTheyExecuteNothingElse",
            "a test skips itself without another one, and a trial takes the file apart",
            "test file of pytest",
            COVERAGE_UNUSABLE,
            "tests were skipped in pieces of a file that run when the file is whole"),
        Fault.heldBy(
            "SplitSafetyIT.whatIsTiedTogetherIsNotTried",
            "marks, steps or classes tie tests together: the file stays whole",
            "test file of pytest",
            PASSED),
        Fault.heldBy(
            "NewSkipIT.areThoseOfPytestAsWell",
            "a test is skipped that ran before",
            "test file of pytest",
            PASSED,
            "passed, but 1 test was skipped that ran before"),
        Fault.heldBy(
            "GranularityIT.isRedWhenTheFileChangesAfterItWasSplit",
            "it grows after it was split into pieces",
            "feature file",
            CHUNK_FAILED,
            "features/long.feature has changed since it was split"),
        Fault.heldBy(
            "ListsOfTestsIT.keepsFilesWholeWhoseListsDiffer",
            "a set as parameters, of which one fails, on two shards",
            "test file",
            TESTS_FAILED,
            "tests/test_names.py::test_name[kate]"),
        Fault.heldBy(
            "ListsOfTestsIT.keepsAFileWholeInWhichASecondProcessFindsAnotherList",
            "a second process finds another list before the file is split",
            "test file",
            PASSED,
            "is not split: its list of tests differs between processes"),
        Fault.heldBy(
            "ListsOfTestsIT.splitsNoListThatChanges",
            "random ids, or objects that nothing tells apart, as parameters",
            "test file",
            PASSED),
        Fault.heldBy(
            "ListsOfTestsIT.refusesPiecesOfOtherListsOnAnotherMachine",
            "another order of parameters on each shard",
            "test file",
            COVERAGE_UNUSABLE,
            "the lists of tests of files that are split differ"),
        Fault.heldBy(
            "ListsOfTestsIT.ofBehaveAreComparedAsWell",
            "`before` draws other scenarios on each shard",
            "feature file",
            COVERAGE_UNUSABLE,
            "the lists of tests of files that are split differ"),
        Fault.heldBy(
            "ListsOfTestsIT.isRedWhereAThirdProcessFindsAnotherList",
            "a third process finds another list after the file was split",
            "test file",
            CHUNK_FAILED,
            "differs between processes, so its pieces do not prove"),
        Fault.heldBy(
            "ListsOfTestsIT.runsNoOtherTestsThanThePlanMeant",
            "another list than that of the plan, with `--only-chunk`",
            "test file",
            CHUNK_FAILED,
            "differs between processes"),
        Fault.heldBy(
            "ListsOfTestsIT.aRetryOfAnotherTestChangesNothing",
            "a random id, or a numbered one of a set, with `retry-failed`",
            "test file",
            TESTS_FAILED,
            "cannot be tried again"),
        Fault.heldBy(
            "ListsOfTestsIT.whatACrashLeavesMustBeFoundAgain",
            "random ids and a crash, with `retry-crashed`",
            "test file",
            CHUNK_FAILED,
            "what is left of it after a crash cannot be named"),
        Fault.heldBy(
            "SelectionIT.copesWithAnyName",
            "quotes, emoji, umlauts, blanks, `::` and `{chunk}` in all names and paths",
            "feature file",
            TESTS_FAILED,
            "FAILED  features/Größe & Maß/ein \"Fall\" 🎉.feature:4 🎉"),
        Fault.heldBy(
            "IdleOptionsIT.refusesArgumentsThatRunNothing",
            "`runner-args` that run no test",
            "settings",
            USAGE),
        Fault.heldBy(
            "MeasurementIT.isUnusableWhenNothingWasMeasured",
            "`omit` leaves nothing to measure",
            "settings",
            COVERAGE_UNUSABLE,
            "no executed line",
            "--omit"),
        Fault.heldBy(
            "MeasurementIT.isUnusableWhenAProcessCannotSaveIt",
            "a directory where SlipCover wants to write",
            "after_all",
            COVERAGE_UNUSABLE,
            "chunk 1 ended in order, but SlipCover wrote no whole file"),
        Fault.heldBy(
            "ExitCodesIT.coverageIsUnusable",
            "replaces `json.dumps` before SlipCover writes",
            "exit handler",
            COVERAGE_UNUSABLE));
  }

  static List<Fault> ofSurroundings() {
    String template = "template database";
    String python = "Python";
    return List.of(
        Fault.heldBy(
            "TemplateDatabaseIT.isRefusedWhileItIsLocked",
            "somebody writes to it and does not end",
            template,
            USAGE,
            "template database",
            "database is locked"),
        Fault.heldBy(
            "TemplateDatabaseIT.isRefusedWhenItIsBroken",
            "it is damaged",
            template,
            USAGE,
            "template",
            "broken.db"),
        Fault.heldBy(
            "TemplateDatabaseIT.isCompleteInEachChunkThoughItsRowsAreStillInTheLog",
            "its rows are still in the write-ahead log",
            template,
            PASSED),
        Fault.heldBy(
            "TemplateDatabaseIT.isRefusedWhenItCannotBeCopied",
            "it is missing, a directory, a link to nowhere, a device",
            template,
            USAGE,
            "template-db"),
        Fault.heldBy(
            "TemplateDatabaseIT.isRefusedWithoutTheRightToReadIt",
            "it may not be read",
            template,
            USAGE,
            "template-db",
            "cannot be read"),
        Fault.heldBy("ExitCodesIT.wrongUsage", "no interpreter", python, USAGE),
        Fault.heldBy(
            "run.PythonDiagnosisIT.refusesWhatIsNoPython",
            "an interpreter that is none",
            python,
            USAGE,
            "it ended with code"),
        Fault.heldBy(
            "run.PythonDiagnosisIT.refusesAPythonThatIsTooOld",
            "too old",
            python,
            USAGE,
            "the oldest that works is 3.9"),
        Fault.heldBy(
            "run.PythonDiagnosisIT.namesWhatIsMissingAndWhatToType",
            "SlipCover and behave missing",
            python,
            USAGE,
            "it lacks SlipCover; it lacks behave",
            "Type: uv pip install"),
        Fault.heldBy(
            "ExitCodesIT.wrongUsageWithoutWhatIsNeeded",
            "SlipCover or behave cannot be imported",
            python,
            USAGE),
        Fault.heldBy(
            "run.PythonDiagnosisIT.saysWhyAPackageCannotBeImported",
            "SlipCover lacks something itself",
            python,
            USAGE,
            "SlipCover cannot be imported, ModuleNotFoundError"),
        Fault.heldBy(
            "run.PythonDiagnosisIT.refusesVersionsThatAreTooOld",
            "SlipCover and behave too old",
            python,
            USAGE,
            "SlipCover 1.0.5 is too old, 1.0.8 is the oldest",
            "behave 1.2.5 is too old, 1.2.6 is the oldest"),
        Fault.heldBy(
            "BeforeScriptIT.endsTheRunWhenItFails",
            "it fails",
            "script of `before`",
            CHUNK_FAILED,
            "the script of --before ended with code"),
        Fault.heldBy(
            "BuildDirectoryIT.isRefusedWhileAnotherRunHoldsIt",
            "another run is in it",
            "build-dir",
            USAGE,
            "in use by another run"),
        Fault.heldBy(
            "BuildDirectoryIT.isRefusedWhereItCannotBeMade",
            "it cannot be made",
            "build-dir",
            USAGE,
            "build-dir"),
        Fault.heldBy(
            "UserOutputsIT.areAMistakeWhereTheyCannotBeWritten",
            "a place for behave's own reports cannot be written",
            "settings",
            USAGE,
            "which behave was told to write"),
        Fault.heldBy(
            "StepFilesIT.areMissedWhenTheyCannotBeWritten",
            "GITHUB_OUTPUT cannot be written",
            "workflow",
            SERVICE_FAILED,
            "GITHUB_OUTPUT"));
  }

  static List<Fault> ofOurs() {
    String merge = "`merge`";
    String notIt = "coverage-chunk-1.json is not the file that the ledger beside it names";
    String test = "ChunkFilesIT.areRefusedWhenTheyAreNotThoseOfTheRun";
    return List.of(
        Fault.heldBy(
            "BuildDirectoryIT.isRefusedWhereItHoldsFilesOfOthers",
            "files of the user have the names of reports",
            "build-dir",
            USAGE,
            "docs/html is not from an earlier run: move it, or set build-dir"),
        Fault.heldBy(
            "PlantedFilesIT.leadNowhereAndAreNotUploaded",
            "puts links, pipes and other files in the place of what we write",
            "step",
            PASSED),
        Fault.heldBy(
            "PlantedFilesIT.leadNowhereAndAreNotUploadedWithPytest",
            "puts links, pipes and other files in the place of what we write",
            "test of pytest",
            PASSED),
        Fault.heldBy(
            "ShardArtifactsIT.areRedInTheLedgerWhereTheMergeCannotUpload",
            "the artifact service refuses a green merge; ledger.json says so",
            "`merge`",
            SERVICE_FAILED,
            "CreateArtifact was answered with 403"),
        Fault.heldBy(
            test,
            "a chunk's file is cut short",
            merge,
            COVERAGE_UNUSABLE,
            "coverage-chunk-1.json ends in the middle"),
        Fault.heldBy(
            test,
            "a chunk's file is empty",
            merge,
            COVERAGE_UNUSABLE,
            "coverage-chunk-1.json is empty"),
        Fault.heldBy(test, "two chunks' files are exchanged", merge, COVERAGE_UNUSABLE, notIt),
        Fault.heldBy(
            test, "a chunk's file is that of an earlier run", merge, COVERAGE_UNUSABLE, notIt),
        Fault.heldBy(
            "OtherCommandsIT.mergeTrustsTheLedgerBesideTheFiles",
            "a chunk's file is left out",
            merge,
            COVERAGE_UNUSABLE,
            "names coverage-chunk-1.json, too"),
        Fault.heldBy(
            "OtherCommandsIT.mergeRefusesChunksOfARunThatWasNotWhole",
            "the run was not whole",
            merge,
            COVERAGE_UNUSABLE,
            "was not whole"),
        Fault.heldBy(
            "MemoryIT.isNamedWhenJavaHasNoneLeft",
            "a source of 5 million lines, and 64 MiB for Java",
            merge,
            BUG,
            "Java's memory is used up"),
        Fault.heldBy(
            "DiskIT.isNeverGreenOnOneThatATestFills",
            "a step fills the disk of build-dir",
            "step",
            USAGE,
            "No space left on device"),
        Fault.heldBy(
            "DiskIT.isNeverGreenOverAQuotaThatATestReaches",
            "a step uses up the quota of build-dir, and takes no notice",
            "step",
            USAGE,
            "Disk quota exceeded"),
        Fault.heldBy(
            "DiskIT.isNeverGreenOverAQuota",
            "its quota is used up",
            "build-dir",
            USAGE,
            "Disk quota exceeded"),
        Fault.heldBy(
            "DiskIT.isRefusedWhereNothingCanBeWritten",
            "it is on a read-only file system",
            "build-dir",
            USAGE,
            "Read-only file system"),
        Fault.heldBy(
            "DiskIT.mayBeFullWhereTMPDIRIs",
            "its disk is full",
            "TMPDIR",
            USAGE,
            "No space left on device"),
        Fault.heldBy(
            "InterruptionIT.savesWhatWasMeasuredAndEndsAllChildren",
            "SIGINT or SIGTERM to us",
            "while steps run",
            INTERRUPTED,
            "the run was interrupted",
            "features/hangs.feature:4"),
        Fault.heldBy(
            "InterruptionIT.killsAndNamesAChunkThatDoesNotAnswer",
            "SIGINT to us, and a chunk that ignores it",
            "while steps run",
            INTERRUPTED,
            "chunk 2 was ended",
            "features/stubborn.feature:4"),
        Fault.heldBy(
            "InterruptionStagesIT.leaveNothingInTheWayOfTheNextRun",
            "SIGINT or SIGTERM to us; the next run is green",
            "in each stage",
            INTERRUPTED),
        Fault.heldBy(
            "InterruptionStagesIT.leaveNothingInTheWayOfTheNextRun",
            "the run after SIGKILL to us",
            "in each stage",
            PASSED),
        Fault.heldBy(
            "InterruptionIT.leavesNoProcessBehindWhenItIsKilledItself",
            "no process outlives SIGKILL to us; the next run",
            "while steps run",
            PASSED));
  }
}
