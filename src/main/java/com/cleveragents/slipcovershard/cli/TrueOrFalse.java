package com.cleveragents.slipcovershard.cli;

import java.util.Locale;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** A flag that may stand alone: the word after it belongs to it only if it is true or false. */
final class TrueOrFalse implements IParameterConsumer {
  @Override
  @SuppressWarnings("JdkObsolete") // picocli's own signature
  public void consumeParameters(Stack<String> words, ArgSpec argument, CommandSpec command) {
    boolean hasValue =
        !words.isEmpty() && words.peek().toLowerCase(Locale.ROOT).matches("true|false");
    argument.setValue(hasValue ? words.pop() : "true");
  }
}
