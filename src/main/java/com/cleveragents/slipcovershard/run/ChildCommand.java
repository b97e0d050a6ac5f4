package com.cleveragents.slipcovershard.run;

import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is needed to start a child: no shell, and no variable of ours that is not listed.
 *
 * @param arguments the program and its arguments
 * @param directory where it starts
 * @param environment all variables that it gets
 * @param input where its standard input comes from
 * @param output where its standard output goes
 * @param error where its standard error goes
 */
public record ChildCommand(
    List<String> arguments,
    Path directory,
    SortedMap<String, String> environment,
    Redirect input,
    Redirect output,
    Redirect error) {

  public ChildCommand {
    arguments = List.copyOf(arguments);
    environment = new TreeMap<>(environment);
  }

  /** A child without input whose output and errors are appended to one log file. */
  static ChildCommand logged(
      List<String> arguments, Path directory, Map<String, String> environment, Path log) {
    Redirect toLog = Redirect.appendTo(log.toFile());
    return new ChildCommand(
        arguments,
        directory,
        new TreeMap<>(environment),
        Redirect.from(new File("/dev/null")),
        toLog,
        toLog);
  }

  /** The same with a pipe from us as its input, which ends when we do. */
  ChildCommand fed() {
    return new ChildCommand(arguments, directory, environment, Redirect.PIPE, output, error);
  }

  ProcessBuilder toBuilder() {
    ProcessBuilder builder =
        new ProcessBuilder(ByteCommand.of(arguments, environment))
            .directory(directory.toFile())
            .redirectInput(input)
            .redirectOutput(output)
            .redirectError(error);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().keySet().removeAll(ByteCommand.ofBytes(environment).keySet());
    return builder;
  }
}
