package com.cleveragents.slipcovershard.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where a chunk works: in the checkout that all chunks share, or in a private copy of it. */
public sealed interface Workplace extends AutoCloseable permits Workplace.Shared, PrivateCopy {

  /** The directory in which the chunk starts. */
  Path directory();

  /**
   * The same file or folder as this chunk has it. Relative paths, paths outside the checkout, and
   * what a copy shares with the checkout (virtual environments, node_modules, our folder in
   * build-dir) stay as they are; nothing need exist.
   */
  Path own(Path path);

  /** Folders whose files are those of others: the copy's root, for the checkout's. */
  SortedMap<Path, Path> originals();

  /**
   * The variables that the chunk is started with.
   *
   * @param variables what it would get in the checkout
   * @param hook the folder that holds our sitecustomize.py and nothing else
   */
  SortedMap<String, String> environment(Map<String, String> variables, Path hook);

  /**
   * Counts what the ended chunk has left in its copy and saves what is to be kept.
   *
   * @param kept where the saved files go, under their paths relative to the working directory
   */
  Written collect(KeepGlobs keep, Path kept);

  /** Removes the copy; what cannot be removed is left, without an error. */
  @Override
  void close();

  /**
   * What a chunk wrote in its private copy.
   *
   * @param newFiles how many files were not there when the copy was made, kept ones among them
   * @param kept the saved files, sorted, relative to the working directory
   */
  record Written(int newFiles, List<Path> kept) {
    public Written {
      kept = kept.stream().sorted().toList();
    }
  }

  /** The checkout itself: every name stays, everything written stays. */
  record Shared(Path directory) implements Workplace {
    @Override
    public Path own(Path path) {
      return path;
    }

    @Override
    public SortedMap<Path, Path> originals() {
      return new TreeMap<>();
    }

    @Override
    public SortedMap<String, String> environment(Map<String, String> variables, Path hook) {
      return new TreeMap<>(variables);
    }

    @Override
    public Written collect(KeepGlobs keep, Path kept) {
      return new Written(0, List.of());
    }

    @Override
    public void close() {}
  }
}
