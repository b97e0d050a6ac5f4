package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.SurrogateEscape;
import com.cleveragents.slipcovershard.ci.Redaction;
import com.cleveragents.slipcovershard.ci.WorkflowLog;
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
  private final boolean workflow;
  private final Redaction redaction;

  Console(Invocation invocation, Level level) {
    this.out = invocation.out();
    this.err = invocation.err();
    this.level = level;
    this.terminal = invocation.terminal();
    this.workflow = WorkflowLog.isRead(invocation.environment());
    this.redaction = SecretValues.of(invocation).redaction();
    this.coloured = isColoured(invocation.environment(), terminal);
  }

  static Console of(Invocation invocation, SuiteOptions options) {
    Values values = new Values(invocation.environment());
    if (options.verbose || values.isTrueInput("verbose")) {
      return new Console(invocation, Level.VERBOSE);
    }
    boolean quiet = options.quiet || values.isTrueInput("quiet");
    return new Console(invocation, quiet ? Level.QUIET : Level.NORMAL);
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
    print(out, line);
  }

  /** Part of the result, unless quiet. */
  void detail(String line) {
    if (level != Level.QUIET) {
      print(out, line);
    }
  }

  /** Talk, unless quiet. */
  void say(String line) {
    if (level != Level.QUIET) {
      print(err, line);
    }
  }

  /** Talk for those who want to know more. */
  void explain(String line) {
    if (level == Level.VERBOSE) {
      print(err, line);
    }
  }

  /** A failure: shown at every level. */
  void problem(String line) {
    print(err, line);
  }

  /** A part of the work that belongs under one title. */
  interface Stage<T, E extends Exception> {
    T run() throws E;
  }

  /** Does it; in a workflow, what is said meanwhile is folded away. Failures are told outside. */
  <T, E extends Exception> T inGroup(String title, Stage<T, E> stage) throws E {
    if (!workflow) {
      return stage.run();
    }
    out.println(WorkflowLog.group(title));
    try {
      return stage.run();
    } finally {
      out.println(WorkflowLog.endOfGroup());
    }
  }

  /** Of lines that follow; a workflow has it as the title of their group. */
  void sayTitle(String title) {
    if (!workflow) {
      say(styled(Style.STRONG, title + ":"));
    }
  }

  /** What is not of ours may be in any text, and must not be a command to the runner. */
  private void print(PrintStream stream, String given) {
    String text = SurrogateEscape.visible(given);
    if (!workflow || text.isEmpty()) {
      stream.println(text);
      return;
    }
    redaction.apply(text).lines().map(WorkflowLog::harmless).forEach(stream::println);
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
