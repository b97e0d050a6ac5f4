package com.cleveragents.slipcovershard.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The real SlipCover 1.1.0, in an environment of its own that is made once and kept. */
final class SlipcoverProgram {
  private static final String VERSION = "1.1.0";
  private static final Path ENVIRONMENTS = Path.of("target", "venvs").toAbsolutePath();
  private static final Path ENVIRONMENT = ENVIRONMENTS.resolve("slipcover-" + VERSION);

  private SlipcoverProgram() {}

  /** Makes the environment unless a whole one is there. */
  static SlipcoverProgram installed() throws IOException, InterruptedException {
    Path whole = ENVIRONMENT.resolve("whole");
    if (!Files.exists(whole)) {
      removeTree(ENVIRONMENT);
      Files.createDirectories(ENVIRONMENTS);
      start(ENVIRONMENTS, List.of("python3", "-m", "venv", ENVIRONMENT.toString()));
      start(
          ENVIRONMENTS,
          List.of(python(), "-m", "pip", "--quiet", "install", "slipcover==" + VERSION));
      Files.createFile(whole);
    }
    return new SlipcoverProgram();
  }

  /** Runs {@code python -m slipcover} with these arguments; what it prints. */
  String run(Path directory, List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(python(), "-m", "slipcover"));
    command.addAll(arguments);
    return start(directory, command);
  }

  /** A SlipCover that stays, for many merges: its start takes longer than a merge. */
  SlipcoverOracle oracle(Path directory) throws IOException {
    return new SlipcoverOracle(python(), directory);
  }

  private static String python() {
    return ENVIRONMENT.resolve("bin/python").toString();
  }

  private static String start(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Path errors = Files.createTempFile("slipcover", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(directory.toFile()).redirectError(errors.toFile());
      builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
      builder.environment().put("PYTHONIOENCODING", "utf-8");
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(command + " failed: " + Files.readString(errors));
      }
      return output;
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  private static void removeTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
