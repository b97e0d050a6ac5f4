package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.CoverageReader;
import com.cleveragents.slipcovershard.coverage.SlipcoverVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Coverage files, read side by side: it is what takes longest of a merge. */
final class CoverageFiles {
  /** What came of reading one. */
  sealed interface Reading {
    /** The coverage; throws what kept it from being read. */
    Coverage coverage();

    /** It is whole. */
    record Usable(Coverage coverage) implements Reading {}

    /** It is not. */
    record Unusable(ShardException failure) implements Reading {
      @Override
      public Coverage coverage() {
        throw failure;
      }
    }
  }

  private CoverageFiles() {}

  /** Reads all of them, also when some cannot be. */
  static SortedMap<Path, Reading> read(Collection<Path> files) {
    return new TreeMap<>(
        Map.copyOf(
            files.parallelStream()
                .distinct()
                .collect(Collectors.toConcurrentMap(Function.identity(), CoverageFiles::reading))));
  }

  /**
   * What each of them measured, by its name.
   *
   * @throws ShardException if one of them cannot be read
   */
  static SortedMap<String, Coverage> parts(Collection<Path> files) {
    SortedMap<String, Coverage> parts = new TreeMap<>();
    read(files).forEach((file, reading) -> parts.put(file.toString(), reading.coverage()));
    return parts;
  }

  /**
   * The union of what was measured apart; where that was by different versions of SlipCover, it is
   * said.
   *
   * @param parts with one key for each source
   * @param merge the way that befits them
   * @throws ShardException if they do not fit together, or nothing was measured
   */
  static Coverage union(
      SortedMap<String, Coverage> parts,
      Function<Map<String, Coverage>, Coverage> merge,
      Console console) {
    Coverage union = merge.apply(parts);
    SortedMap<SlipcoverVersion, String> versions = new TreeMap<>();
    parts.forEach((name, part) -> versions.putIfAbsent(part.version(), name));
    if (versions.size() > 1) {
      List<String> words = new ArrayList<>();
      versions.forEach((version, name) -> words.add(version.text() + " (" + name + ")"));
      console.say("measured by different versions of SlipCover: " + String.join(", ", words));
    }
    if (union.measuredNothing()) {
      throw new ShardException(
          ExitCode.COVERAGE_UNUSABLE, "these files hold no executed line: nothing was measured");
    }
    return union;
  }

  private static Reading reading(Path file) {
    try (InputStream in = RegularFile.openNamed(file)) {
      return new Reading.Usable(CoverageReader.read(file.toString(), in));
    } catch (ShardException e) {
      return new Reading.Unusable(e);
    } catch (NoSuchFileException e) {
      return new Reading.Unusable(new ShardException(ExitCode.USAGE, file + " does not exist", e));
    } catch (IOException e) {
      return new Reading.Unusable(
          new ShardException(ExitCode.USAGE, file + " cannot be read: " + e, e));
    }
  }
}
