package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.Threshold;
import com.cleveragents.slipcovershard.coverage.Verdict;
import com.cleveragents.slipcovershard.report.ReportFormat;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is demanded of the coverage, and how it is reported.
 *
 * @param threshold empty: no gate applies
 * @param origin where the threshold was found, for the log
 * @param formats what to write
 * @param named whether somebody set a threshold, or none on purpose
 */
record GateSettings(
    Optional<Threshold> threshold, String origin, Set<ReportFormat> formats, boolean named) {
  static final String NONE = "none";
  private static final String THRESHOLD = "threshold";

  GateSettings {
    formats = Set.copyOf(formats);
  }

  static GateSettings read(
      GateOptions options, Values values, SlipCoverTable table, Mistakes mistakes) {
    GateSettings settings = ofPart(options, values, table, mistakes);
    if (values.of(options.threshold, THRESHOLD).isEmpty()
        && table.failUnder().isEmpty()
        && values.isEmptyInput(THRESHOLD)) {
      mistakes.add(
          THRESHOLD,
          "the input is empty, perhaps a variable that is not defined; give "
              + Threshold.ALLOWED
              + ", or the word none");
    }
    return settings;
  }

  /** As {@link #read}, where nobody has to name a gate, since none applies to a part. */
  static GateSettings ofPart(
      GateOptions options, Values values, SlipCoverTable table, Mistakes mistakes) {
    Optional<String> given = values.of(options.threshold, THRESHOLD);
    Optional<Threshold> threshold = Optional.empty();
    String origin = THRESHOLD;
    if (given.isPresent() && !given.get().equals(NONE)) {
      threshold = Threshold.parse(given.get());
      if (threshold.isEmpty()) {
        mistakes.add(THRESHOLD, given.get(), Threshold.ALLOWED + ", or none");
      }
    } else if (given.isEmpty() && table.failUnder().isPresent()) {
      origin = "fail-under in " + table.file().orElseThrow().getFileName();
      threshold = Threshold.parse(table.failUnder().get());
      if (threshold.isEmpty()) {
        mistakes.add(origin, table.failUnder().get(), Threshold.ALLOWED);
      } else if (threshold.get().percent().signum() == 0) {
        threshold = Optional.empty(); // SlipCover's way to say that there is no gate
      }
    }
    boolean named = given.isPresent() || table.failUnder().isPresent();
    return new GateSettings(threshold, origin, formats(options, values, mistakes), named);
  }

  private static Set<ReportFormat> formats(GateOptions options, Values values, Mistakes mistakes) {
    Set<ReportFormat> formats = EnumSet.of(ReportFormat.JSON); // always written
    String list = values.of(options.report, "report").orElse("json,xml,text");
    for (String word : list.split("[,\\s]+", -1)) {
      Optional<ReportFormat> format = ReportFormat.named(word);
      if (format.isPresent()) {
        formats.add(format.get());
      } else if (!word.isEmpty()) {
        mistakes.add("report", word, ReportFormat.WORDS + ", separated by commas");
      }
    }
    return formats;
  }

  /** The same with other formats. */
  GateSettings withFormats(Set<ReportFormat> others) {
    return new GateSettings(threshold, origin, others, named);
  }

  /** Names of all reports in build-dir, those of folders among them. */
  Set<String> names() {
    return formats.stream()
        .map(format -> format.fileName("coverage").replaceFirst("/.*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Those of one machine of several: no gate applies to a part. */
  GateSettings withoutGate() {
    return new GateSettings(Optional.empty(), origin, formats, named);
  }

  /** Where the threshold comes from, when nobody who calls us has named it. */
  Optional<String> note() {
    return threshold
        .filter(gate -> !origin.equals(THRESHOLD))
        .map(gate -> "threshold " + gate.percent().toPlainString() + " %: " + origin);
  }

  /** What the gates say of the coverage. */
  List<Verdict> judge(Coverage coverage) {
    return threshold.map(gate -> List.of(gate.judge(coverage))).orElse(List.of());
  }
}
