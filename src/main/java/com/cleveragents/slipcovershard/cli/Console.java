package com.cleveragents.slipcovershard.cli;

import java.io.PrintStream;
import java.util.Map;

/** What a person reads: results on one stream, talk on the other, colours only where wanted. */
final class Console {
  /** How much is told. */
  enum Level {
    QUIET,
    NORMAL,
    VERBOSE
  }

  /** Colours, by what they mean. */
  enum Style {
    GOOD("32"),
    BAD("31"),
    FAINT("2"),
    STRONG("1");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  private final PrintStream out;
  private final PrintStream err;
  private final Level level;
  private final boolean coloured;
  private final boolean terminal;

  Console(Invocation invocation, Level level) {
    this.out = invocation.out();
    this.err = invocation.err();
    this.level = level;
    this.terminal = invocation.terminal();
    this.coloured = isColoured(invocation.environment(), terminal);
  }

  static Console of(Invocation invocation, SuiteOptions options) {
    Level level = options.verbose ? Level.VERBOSE : options.quiet ? Level.QUIET : Level.NORMAL;
    return new Console(invocation, level);
  }

  private static boolean isColoured(Map<String, String> environment, boolean terminal) {
    if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
      return false;
    }
    String force = environment.getOrDefault("FORCE_COLOR", "");
    return force.isEmpty() ? terminal : !force.equals("0") && !force.equals("false");
  }

  /** The result: shown at every level. */
  void result(String line) {
    out.println(line);
  }

  /** Part of the result, unless quiet. */
  void detail(String line) {
    if (level != Level.QUIET) {
      out.println(line);
    }
  }

  /** Talk, unless quiet. */
  void say(String line) {
    if (level != Level.QUIET) {
      err.println(line);
    }
  }

  /** Talk for those who want to know more. */
  void explain(String line) {
    if (level == Level.VERBOSE) {
      err.println(line);
    }
  }

  /** A failure: shown at every level. */
  void problem(String line) {
    err.println(line);
  }

  /** Raw text for a terminal, such as cursor movements. */
  void draw(String text) {
    err.print(text);
    err.flush();
  }

  boolean isQuiet() {
    return level == Level.QUIET;
  }

  boolean isVerbose() {
    return level == Level.VERBOSE;
  }

  boolean isTerminal() {
    return terminal;
  }

  /** The text in a colour, where colours are wanted. */
  String styled(Style style, String text) {
    return coloured ? "\u001b[" + style.code + "m" + text + "\u001b[0m" : text;
  }
}
