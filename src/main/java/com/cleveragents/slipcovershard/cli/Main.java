package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.ci.WorkflowLog;
import com.cleveragents.slipcovershard.run.Finding;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: {@code slipcover-shard run|plan|merge|report|doctor}. */
@Command(
    name = "slipcover-shard",
    description =
        "Runs a suite of behave or pytest in chunks under SlipCover, merges the coverage and gates on it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  private static final Duration FOR_READERS = Duration.ofMillis(100);

  private Main() {}

  public static void main(String[] arguments) {
    Interruption interruption = Interruption.ofThisThread();
    Invocation invocation = Invocation.ofProcess();
    ExitCode code = run(invocation, ProcessText.arguments(arguments));
    interruption.finishedWith(
        code, WorkflowLog.isRead(invocation.environment()) ? FOR_READERS : Duration.ZERO);
  }

  /** Runs a command and gives its exit code; never throws, never exits. */
  static ExitCode run(Invocation given, String... arguments) {
    Instant started = given.clock().instant();
    try {
      return execute(DeprecatedInputs.OURS.replacedIn(given), started, arguments);
    } catch (ShardException e) {
      Finding reason = report(e, given);
      if (List.of(arguments).contains("run")) {
        tellWorkflow(given, reason, started);
      }
      return reason.code();
    }
  }

  private static ExitCode execute(Invocation invocation, Instant started, String... arguments) {
    CommandLine line = new CommandLine(new Main());
    line.addSubcommand(new RunCommand(invocation));
    line.addSubcommand(new PlanCommand(invocation));
    line.addSubcommand(new MergeCommand(invocation));
    line.addSubcommand(new ReportCommand(invocation));
    line.addSubcommand(new DoctorCommand(invocation));
    line.setOut(new PrintWriter(invocation.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(invocation.err(), true, StandardCharsets.UTF_8));
    line.setExpandAtFiles(false); // an @file is behave's list of features
    line.setAbbreviatedOptionsAllowed(false);
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          Finding reason = report(e, invocation);
          tellWorkflow(invocation, command, reason, started);
          return reason.code().number();
        });
    CommandLine.IParameterExceptionHandler usage = line.getParameterExceptionHandler();
    line.setParameterExceptionHandler(
        (e, given) -> {
          Finding reason = new Finding(ExitCode.USAGE, String.valueOf(e.getMessage()), List.of());
          tellWorkflow(invocation, e.getCommandLine(), reason, started);
          return usage.handleParseException(e, given);
        });
    int number;
    try {
      number = line.execute(arguments);
    } catch (OutOfMemoryError | StackOverflowError e) {
      Finding reason = report(e, invocation);
      Optional.ofNullable(line.getParseResult().subcommand())
          .map(parsed -> parsed.commandSpec().commandLine())
          .ifPresent(command -> tellWorkflow(invocation, command, reason, started));
      number = reason.code().number();
    }
    int given = number;
    return ExitCode.numbered(given)
        .orElseThrow(() -> new IllegalStateException("no exit code " + given));
  }

  private static Finding report(Throwable failure, Invocation invocation) {
    Console console = new Console(invocation, Console.Level.NORMAL);
    Optional<ShardException> expected =
        failure instanceof ShardException told
            ? Optional.of(told)
            : wrongName(failure).or(() -> DiskTrouble.in(failure));
    if (expected.isPresent()) {
      String sentence = expected.get().sentence();
      console.problem("slipcover-shard: " + sentence);
      return new Finding(expected.get().code(), sentence, List.of());
    }
    if (failure instanceof OutOfMemoryError) {
      String message =
          "Java's memory is used up (%d MiB): JAVA_TOOL_OPTIONS=-Xmx<n>m gives it more"
              .formatted(Runtime.getRuntime().maxMemory() >> 20);
      console.problem("slipcover-shard: " + message);
      return new Finding(ExitCode.BUG, message, List.of());
    }
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    console.problem("slipcover-shard: this is a bug; please report what follows\n" + trace);
    return new Finding(ExitCode.BUG, "a bug in slipcover-shard: " + failure, List.of());
  }

  /** Names that are not UTF-8 go where Python takes them; other places of ours have to be UTF-8. */
  private static Optional<ShardException> wrongName(Throwable failure) {
    return failure instanceof InvalidPathException name
        ? Optional.of(
            new ShardException(
                ExitCode.USAGE,
                "'"
                    + name.getInput()
                    + "' is a name that is not UTF-8, and cannot be used there: rename it",
                name))
        : Optional.empty();
  }

  /** A step that failed before it had a result has outputs all the same. */
  private static void tellWorkflow(
      Invocation invocation, CommandLine command, Finding reason, Instant started) {
    if (command.getCommand() instanceof RunCommand) {
      tellWorkflow(invocation, reason, started);
    }
  }

  private static void tellWorkflow(Invocation invocation, Finding reason, Instant started) {
    Duration elapsed = Duration.between(started, invocation.clock().instant());
    try {
      StepFiles files = new StepFiles(invocation);
      Judgement judgement = Judgement.ofNoRun(reason);
      files.writeOutputs(judgement, Counts.NONE, elapsed, new TreeMap<>());
      files.writeSummary(judgement, "");
    } catch (ShardException e) {
      report(e, invocation);
    }
  }
}
