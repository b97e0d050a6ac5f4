package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.CoverageReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
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

  private static Reading reading(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
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
