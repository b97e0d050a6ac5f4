package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.Scratch;
import com.cleveragents.slipcovershard.run.TemplateDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is seen of the directories that a run writes to, and of the database that it copies. */
final class PlaceFacts {
  /** With less than that, logs and coverage of a suite may not fit. */
  private static final long LITTLE = 100L << 20;

  private static final int BLOCK = 4096;

  private PlaceFacts() {}

  /**
   * Where everything is written.
   *
   * @param isOurs whether the run that asks holds its lock
   */
  static Fact buildDirectory(RunSettings settings, boolean isOurs) throws IOException {
    String name = "build-dir";
    Path directory = settings.buildDirectory();
    for (Path folder : List.of(directory, directory.resolve("slipcover-shard"))) {
      Optional<String> trouble = trouble(existing(folder));
      if (trouble.isPresent()) {
        return Fact.wrong(
            name,
            directory + ": " + trouble.get(),
            "make it writable, or give another one with --build-dir");
      }
    }
    Optional<String> holder = isOurs ? Optional.empty() : BuildDirectory.holder(directory);
    if (holder.isPresent()) {
      return Fact.wrong(
          name,
          directory
              + " is in use by another run"
              + (holder.get().isEmpty() ? "" : " (" + holder.get() + ")"),
          "wait for it, or give this one another --build-dir");
    }
    return space(
        name,
        directory + (Files.exists(directory) ? "" : " (not there yet)") + ", writable",
        existing(directory).toFile().getUsableSpace(),
        "make room there, or give another one with --build-dir");
  }

  /** Where a run keeps what the suite must not see. */
  static Fact temporary(Map<String, String> environment, RunSettings settings) {
    String name = "TMPDIR";
    Path directory = Scratch.root(environment, settings.directory());
    String given = environment.getOrDefault(name, "");
    String shown =
        directory
            + (given.isEmpty() || Path.of(given).equals(directory)
                ? ""
                : ", as " + given + " is no directory outside of the project");
    Optional<String> trouble = trouble(directory);
    return trouble.isPresent()
        ? Fact.wrong(
            name,
            shown + ": " + trouble.get(),
            "make it writable, or name another directory: TMPDIR=/path slipcover-shard ...")
        : space(
            name,
            shown + ", writable",
            directory.toFile().getUsableSpace(),
            "make room there, or name another directory: TMPDIR=/path slipcover-shard ...");
  }

  /** Little room is no reason not to try. */
  static Fact space(String name, String seen, long bytes, String advice) {
    String free = seen + ", " + Fact.size(bytes) + " free";
    return bytes < LITTLE ? Fact.wrong(name, free, advice).harmless() : Fact.fine(name, free);
  }

  /** The database that each chunk gets a copy of; a wrong one is among the wrong settings. */
  static List<Fact> template(TemplateSetting setting) throws IOException {
    Path file = setting.named().orElse(setting.usual());
    if (setting.mistake().isPresent() || !Files.exists(file)) {
      return List.of();
    }
    return List.of(
        Fact.fine(
            "template-db",
            file
                + ", "
                + (TemplateDatabase.isSqlite(file) ? "SQLite" : "no SQLite database")
                + ", "
                + Fact.size(Files.size(file))));
  }

  /** The nearest thing upwards that is there: what is missing below it would have to be made. */
  private static Path existing(Path path) {
    Path place = path;
    while (!Files.exists(place) && place.getParent() != null) {
      place = place.getParent();
    }
    return place;
  }

  /** Why no file can be made there; that is tried. */
  private static Optional<String> trouble(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Optional.of(directory + " is no directory");
    }
    try {
      Path file = Files.createTempFile(directory, ".slipcover-shard-", ".tmp");
      try {
        Files.write(file, new byte[BLOCK]);
      } finally {
        Files.delete(file);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("nothing can be written to " + directory + " (" + e + ")");
    }
  }
}
