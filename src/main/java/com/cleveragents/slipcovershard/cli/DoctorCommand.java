package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.cli.Console.Style;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what it sees of all that a run needs, what is missing, and what to type. */
@Command(
    name = "doctor",
    description =
        "Tells what a run with the same flags would find, what is missing and what to type; runs"
            + " and changes nothing.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private final SuiteOptions suite = new SuiteOptions();
  @Mixin private final GateOptions gate = new GateOptions();
  @Mixin private final ReportFlags look = new ReportFlags();
  @Mixin private final PublishOptions publish = new PublishOptions();

  DoctorCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Console console = Console.of(invocation, suite);
    Mistakes mistakes = new Mistakes();
    Settings settings = Settings.read(invocation, suite, gate, look, publish, mistakes);
    List<Fact> facts = Doctor.beforeARun(invocation, settings, mistakes);
    List<Fact> shown =
        console.isQuiet() ? facts.stream().filter(fact -> !fact.isFine()).toList() : facts;
    Fact.lines(shown).forEach(console::result);
    long reasons = facts.stream().filter(Fact::blocks).count();
    console.result(
        reasons == 0
            ? console.styled(Style.GOOD, "a run can start")
            : console.styled(
                Style.BAD, "no run can start: see what is MISSING or WRONG above (exit code 2)"));
    return (reasons == 0 ? ExitCode.PASSED : ExitCode.USAGE).number();
  }
}
