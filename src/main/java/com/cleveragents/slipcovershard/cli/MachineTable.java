package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.plan.Exploration;
import com.cleveragents.slipcovershard.plan.MachineExploration;
import com.cleveragents.slipcovershard.plan.MachineExploration.Point;
import com.cleveragents.slipcovershard.run.Runner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What several machines such as this one would take, in words.
 *
 * @param chunks of each machine
 * @param asked whether the user wants so many
 * @param pole what takes longest of all that cannot be split
 */
record MachineTable(
    MachineExploration exploration,
    int chunks,
    boolean asked,
    Optional<Exploration.LongPole> pole,
    Runner runner) {

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "machines with %s each, %s, and %s"
            .formatted(
                counted(chunks, "chunk"),
                asked ? "as asked for" : "as recommended above",
                counted(TimeAdvice.processors(), "CPU")));
    lines.add("machines   chunks in all   seconds   machine minutes");
    for (Point point : exploration.points()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%8d   %13d   %7.1f   %15.2f%s",
              point.machines(),
              point.machines() * chunks,
              point.seconds(),
              point.machineMinutes(),
              point.machines() == exploration.recommended() ? "  recommended" : ""));
    }
    lines.add(
        "fixed cost of a machine, beside its chunks: "
            + cost(exploration.machineSeconds())
            + "; of a chunk, beside its "
            + runner.tests(2)
            + ": "
            + cost(exploration.chunkSeconds())
            + "; what the forge needs to start a job comes on top");
    lines.add(limit());
    return lines;
  }

  private static String counted(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String cost(OptionalDouble seconds) {
    return seconds.isPresent()
        ? String.format(Locale.ROOT, "%.1f s", seconds.getAsDouble())
        : "not measured, and left out here";
  }

  private String limit() {
    String stops =
        "from "
            + counted(exploration.recommended(), "machine")
            + " on, more do not pay: twice as many would not even take a quarter off the time";
    return switch (exploration.limit()) {
      case LONGEST_UNIT ->
          stops
              + ", since "
              + pole.map(Exploration.LongPole::name).orElse("the longest piece")
              + " takes that long alone";
      case FIXED_COST -> stops + ", since most of what is left is fixed cost";
      case NO_MORE_UNITS ->
          "more than "
              + counted(exploration.recommended(), "machine")
              + " cannot be kept busy: there is not a "
              + runner.tests(1)
              + " for each chunk";
      case NOT_REACHED -> "more machines would still pay; more than these are not looked at";
    };
  }
}
