package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program in a Java of its own, where it can be sent signals and be short of memory. */
final class OwnJava implements AutoCloseable {
  private static final long ENOUGH = 60;

  private final Process process;
  private final Path log;

  private OwnJava(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a command in a project.
   *
   * @param log for all that it prints
   * @param options for Java
   */
  static OwnJava start(TestProject project, Path log, List<String> options, String... arguments)
      throws IOException {
    // Or SIGINT stays ignored, where these tests run in the background.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(project.directory().toFile());
    builder.environment().clear();
    builder.environment().putAll(project.environment());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new OwnJava(builder.start(), log);
  }

  /** Java can send SIGTERM and SIGKILL only. */
  void send(String signal) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start();
    assertEquals(0, kill.waitFor());
  }

  /** Waits for its end, and gives its exit code. */
  int exitCode() throws InterruptedException {
    assertTrue(process.waitFor(ENOUGH, TimeUnit.SECONDS), "the program does not end");
    return process.exitValue();
  }

  /** All that it has printed. */
  String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
