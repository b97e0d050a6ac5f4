package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is in a build-dir when a run begins: files of earlier runs, which go, and of others. */
final class OldFiles {
  /** Files that each run may write at the top of the directory, beside reports. */
  private static final Pattern ALWAYS =
      Pattern.compile("coverage-(partial|shard|chunk-\\d+)\\.json");

  private static final Pattern REPORT =
      Pattern.compile("coverage\\.(json|xml|lcov|txt|md)|junit\\.xml|html");

  private static final Pattern TEMPLATE =
      Pattern.compile("\\.template-migrated-\\d+\\.db(-wal|-shm|-journal)?");

  private static final List<Pattern> NAMES = List.of(ALWAYS, REPORT, TEMPLATE);

  private static final String HTML = "html";
  private static final int MOST_NAMES = 4;

  /** What a new run spares in our folder; the environment says by itself whether it is stale. */
  private static final Set<String> SPARED =
      Set.of(
          BuildDirectory.LOCK, WrittenFiles.NAME, "timings.json", "venv", "install.log", "cache");

  private final Path directory;
  private final WrittenFiles written;

  /**
   * @param written what earlier runs have listed
   */
  OldFiles(Path directory, WrittenFiles written) {
    this.directory = directory;
    this.written = written;
  }

  /**
   * A folder of ours has our mark, or nothing but what a workflow may bring from an earlier job.
   */
  static boolean isOfSomebodyElse(Path ours) throws IOException {
    if (!Files.exists(ours, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    if (!Files.isDirectory(ours, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    Path lock = ours.resolve(BuildDirectory.LOCK);
    if (Files.exists(lock, LinkOption.NOFOLLOW_LINKS) && !RegularFile.exists(lock)) {
      return true;
    }
    if (WrittenFiles.isMarked(ours)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(ours)) {
      return entries.anyMatch(entry -> !SPARED.contains(entry.getFileName().toString()));
    }
  }

  /** Refuses a run because of what is in its way. */
  static ShardException notOurs(List<Path> places) {
    Path here = Path.of("").toAbsolutePath();
    List<String> names =
        places.stream()
            .map(place -> (place.startsWith(here) ? here.relativize(place) : place).toString())
            .toList();
    String others = String.join(", ", names.subList(1, Math.min(names.size(), MOST_NAMES)));
    return new ShardException(
        ExitCode.USAGE,
        names.get(0)
            + " is not from an earlier run: move it, or set build-dir"
            + (others.isEmpty() ? "" : ". Neither is " + others)
            + (names.size() > MOST_NAMES ? ", and " + (names.size() - MOST_NAMES) + " more" : ""));
  }

  /**
   * Removes the files of earlier runs.
   *
   * @param reports names of the reports that the new run is to write
   * @param template whether it copies a template database
   * @throws ShardException if a file of somebody else is in the way; nothing is removed then
   */
  void remove(Set<String> reports, boolean template) throws IOException {
    for (Path path :
        refuseOthers(
            name ->
                reports.contains(name)
                    || ALWAYS.matcher(name).matches()
                    || (template && TEMPLATE.matcher(name).matches()))) {
      deleteOld(path);
    }
    try (Stream<Path> inside = Files.list(BuildDirectory.ours(directory))) {
      for (Path path : inside.toList()) {
        if (!SPARED.contains(path.getFileName().toString())) {
          FileTree.delete(path);
        }
      }
    }
  }

  /**
   * Gives the files of earlier runs.
   *
   * @param needed which names at the top of the directory have to be free
   * @throws ShardException if a file of somebody else has one of them
   */
  List<Path> refuseOthers(Predicate<String> needed) throws IOException {
    List<Path> old = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    try (Stream<Path> top = Files.list(directory)) {
      for (Path path : top.sorted().toList()) {
        String name = path.getFileName().toString();
        if (NAMES.stream().anyMatch(names -> names.matcher(name).matches())) {
          sort(path, old, needed.test(name) ? others : new ArrayList<>());
        }
      }
    }
    if (!others.isEmpty()) {
      throw notOurs(others);
    }
    return old;
  }

  /** Tells files that a run of ours wrote from others; a folder without any of ours counts once. */
  private void sort(Path path, List<Path> old, List<Path> others) throws IOException {
    if (!path.endsWith(HTML) || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      (written.isUnchanged(name(path)) ? old : others).add(path);
      return;
    }
    List<Path> foreign = new ArrayList<>();
    boolean anyOfOurs = false;
    try (Stream<Path> pages = Files.walk(path)) {
      for (Path page : pages.toList()) {
        if (!Files.isDirectory(page, LinkOption.NOFOLLOW_LINKS)) {
          boolean isOurs = written.isUnchanged(name(page));
          anyOfOurs |= isOurs;
          (isOurs ? old : foreign).add(page);
        }
      }
    }
    others.addAll(anyOfOurs || foreign.isEmpty() ? foreign : List.of(path));
  }

  /** A folder of the report goes with its last file. */
  private void deleteOld(Path file) throws IOException {
    Files.deleteIfExists(file);
    Path below = directory.relativize(file);
    for (int depth = below.getNameCount() - 1; depth > 0; depth--) {
      Path folder = directory.resolve(below.subpath(0, depth));
      if (!isEmpty(folder)) {
        return;
      }
      Files.delete(folder);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private String name(Path file) {
    return directory.relativize(file).toString();
  }
}
