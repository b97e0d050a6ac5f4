package com.cleveragents.slipcovershard.run;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What runs the tests of a project. */
public enum Runner {
  BEHAVE(PythonPackage.BEHAVE, "feature", "scenario"),
  PYTEST(PythonPackage.PYTEST, "test file", "test");

  private final PythonPackage product;
  private final String file;
  private final String test;

  Runner(PythonPackage product, String file, String test) {
    this.product = product;
    this.file = file;
    this.test = test;
  }

  /** The names by which users choose one. */
  public static List<String> names() {
    return Arrays.stream(values()).map(Runner::word).toList();
  }

  /** The one of that name. */
  public static Optional<Runner> of(String name) {
    return Arrays.stream(values()).filter(runner -> runner.word().equals(name)).findFirst();
  }

  /** How users and Python call it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it calls so many files with tests in them: {@code feature}, {@code features}. */
  public String files(long count) {
    return count == 1 ? file : file + "s";
  }

  /** What it calls so many tests: {@code scenario}, {@code scenarios}. */
  public String tests(long count) {
    return count == 1 ? test : test + "s";
  }

  /** What users should know where a file is split. */
  String priceOfPieces() {
    return this == BEHAVE
        ? "Hooks of a feature run once for each piece; @slipcover_shard.whole or --granularity feature"
            + " keeps it whole"
        : "It is imported once for each piece; --granularity feature keeps it whole";
  }

  /** The Python package that it comes in. */
  public PythonPackage product() {
    return product;
  }

  /** The module of the probe that feeds it. */
  String worker() {
    return "slipcover_shard_probe." + word() + "_worker";
  }

  /**
   * Whether a process takes more before a unit has ended, so that no unit can come in two parts.
   */
  boolean hasSeveralInHand() {
    return this == PYTEST;
  }

  /** What SlipCover itself is told beside what to measure. */
  List<String> slipcoverFlags() {
    // Otherwise SlipCover loads pytest, which nobody runs here.
    return this == BEHAVE ? List.of("--dont-wrap-pytest") : List.of();
  }

  /** What it is told where it runs without our help. */
  List<String> serialArguments() {
    // SlipCover's own warning, which ends a suite that takes warnings for errors.
    return this == PYTEST ? List.of("-W", "ignore::pytest.PytestAssertRewriteWarning") : List.of();
  }

  /** What a file holds where tests in it may be tied to those of other files. */
  String groupText() {
    return this == BEHAVE ? "@slipcover_shard.group(" : "xdist_group";
  }
}
