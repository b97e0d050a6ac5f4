package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.run.Checkout;
import com.cleveragents.slipcovershard.run.Ownership;
import com.cleveragents.slipcovershard.run.SearchPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is seen of the machine, of us on it, and of the programs that it has. */
final class MachineFacts {
  private static final List<Path> MARKS_OF_CONTAINERS =
      List.of(Path.of("/.dockerenv"), Path.of("/run/.containerenv"));

  private MachineFacts() {}

  static Fact version() throws IOException {
    return Fact.fine(
        "version",
        new Version().getVersion()[0]
            + " on Java "
            + System.getProperty("java.version")
            + " ("
            + System.getProperty("java.vendor")
            + ")");
  }

  static Fact system(Invocation invocation) throws IOException {
    String place =
        invocation
            .image()
            .map(image -> "the action's container image")
            .orElseGet(
                () ->
                    MARKS_OF_CONTAINERS.stream().anyMatch(Files::exists)
                        ? "in a container"
                        : "no container");
    return Fact.fine(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch")
            + distribution().map(name -> ", " + name).orElse("")
            + ", "
            + place);
  }

  /** {@code PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"}. */
  private static Optional<String> distribution() throws IOException {
    Path file = Path.of("/etc/os-release");
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("PRETTY_NAME="))
          .findFirst()
          .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""));
    }
  }

  static Fact user(Invocation invocation) throws IOException {
    Path workspace = invocation.workspace();
    return Fact.fine(
        "user",
        System.getProperty("user.name")
            + " (uid "
            + Ownership.ours()
            + "); "
            + workspace
            + " belongs to uid "
            + Ownership.owner(workspace));
  }

  /** Those that a project may need; of ours, only the script of {@code before} needs one. */
  static Fact programs(Invocation invocation, RunSettings settings) {
    SearchPath path = SearchPath.of(invocation.variablesForChildren());
    List<String> found = new ArrayList<>();
    for (String name : List.of("git", "uv", "bash")) {
      found.add(path.find(name).map(Path::toString).orElse("no " + name));
    }
    String seen =
        String.join(", ", found)
            + (Checkout.isShallow(settings.directory()) ? "; the checkout is shallow" : "");
    boolean lacksBash = path.find("bash").isEmpty() && !Files.exists(Path.of("/bin/bash"));
    return settings.python().before().isPresent() && lacksBash
        ? Fact.missing("programs", seen, "install bash, which runs the script of before")
        : Fact.fine("programs", seen);
  }

  static Fact processors(RunSettings settings) {
    int count = TimeAdvice.processors();
    int chunks = settings.chunks();
    return Fact.fine(
        "CPUs", count + " usable, for " + chunks + (chunks == 1 ? " chunk" : " chunks"));
  }

  static Fact memory() {
    return memory(Memory.ofThisMachine());
  }

  static Fact memory(Memory memory) {
    StringBuilder seen = new StringBuilder();
    memory
        .available()
        .ifPresentOrElse(
            bytes -> seen.append(Fact.size(bytes)).append(" available"),
            () -> seen.append("not told here"));
    memory.total().ifPresent(bytes -> seen.append(" of ").append(Fact.size(bytes)));
    memory
        .limit()
        .ifPresent(
            limit -> {
              seen.append("; control group: ");
              limit.used().ifPresent(bytes -> seen.append(Fact.size(bytes)).append(" used of "));
              seen.append("at most ").append(Fact.size(limit.bytes()));
              if (limit.killed() > 0) {
                seen.append(", ")
                    .append(limit.killed())
                    .append(limit.killed() == 1 ? " process was" : " processes were")
                    .append(" killed for it");
              }
            });
    return Fact.fine("memory", seen.toString());
  }
}
