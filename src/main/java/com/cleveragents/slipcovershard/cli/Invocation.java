package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ci.WorkflowLog;
import com.cleveragents.slipcovershard.ci.WorkflowVariables;
import com.cleveragents.slipcovershard.machines.JobAttempt;
import com.cleveragents.slipcovershard.run.ContainerImage;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that a command takes from the process it runs in.
 *
 * @param environment its variables
 * @param directory where the user is; absolute
 * @param out results
 * @param err talk
 * @param terminal whether a person looks on
 * @param clock the only source of time; it never goes back
 * @param image the container image that we run in, if we do
 */
record Invocation(
    SortedMap<String, String> environment,
    Path directory,
    PrintStream out,
    PrintStream err,
    boolean terminal,
    Clock clock,
    Optional<ContainerImage> image) {

  private static final String TERMINAL = "slipcover-shard.terminal";
  private static final String IMAGE = "slipcover-shard.image";

  Invocation {
    environment = new TreeMap<>(environment);
    clock = clock instanceof SteadyClock ? clock : new SteadyClock(clock);
  }

  /** That of this process. In a workflow all goes to one stream, so that lines keep their order. */
  static Invocation ofProcess() {
    SortedMap<String, String> environment = ProcessText.variables();
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = WorkflowLog.isRead(environment) ? out : utf8(FileDescriptor.err);
    return new Invocation(
        environment,
        Path.of("").toAbsolutePath(),
        out,
        err,
        Boolean.getBoolean(TERMINAL), // the launcher knows: Java has no way to ask for one stream
        Clock.systemUTC(),
        Optional.ofNullable(System.getProperty(IMAGE)).map(Path::of).map(ContainerImage::new));
  }

  /** The same with other variables. */
  Invocation withEnvironment(SortedMap<String, String> other) {
    return new Invocation(other, directory, out, err, terminal, clock, image);
  }

  /** The variables for what runs the project's code, with the programs of the image, if any. */
  SortedMap<String, String> variablesForChildren() {
    SortedMap<String, String> variables = WorkflowVariables.forChildren(environment);
    return image.map(own -> own.withPrograms(variables)).orElse(variables);
  }

  /** The directory of the job, else that of the user. */
  Path workspace() {
    Path named = Path.of(environment.getOrDefault("GITHUB_WORKSPACE", ""));
    return named.isAbsolute() && Files.isDirectory(named) ? named : directory;
  }

  /**
   * How a file of a project is told to the steps that follow: relative to the workspace or, outside
   * of it or where there is none, to the project's root.
   */
  String fromWorkspace(Path file, Path directory) {
    Path base =
        Optional.ofNullable(environment.get("GITHUB_WORKSPACE"))
            .map(Path::of)
            .filter(file::startsWith)
            .orElse(directory);
    return (file.startsWith(base) ? base.relativize(file) : file).toString();
  }

  /** The job of the workflow that we belong to, a word; the same for all of its steps. */
  String job() {
    return JobAttempt.of(environment).word();
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
