package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.run.SuiteSettings.Isolation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where each of the chunks of a run works. */
final class Workplaces implements AutoCloseable {
  private final SortedMap<Integer, Workplace> places;

  private Workplaces(Map<Integer, Workplace> places) {
    this.places = new TreeMap<>(places);
  }

  /** The checkout for all. */
  static Workplaces shared(Path directory, List<Integer> chunks) {
    Workplace checkout = new Workplace.Shared(directory);
    return new Workplaces(
        chunks.stream().collect(Collectors.toMap(Function.identity(), chunk -> checkout)));
  }

  /**
   * The checkout for all, or a private copy for each; copies are made side by side.
   *
   * @param chunks their numbers
   */
  static Workplaces of(
      SuiteSettings settings,
      BuildDirectory build,
      Path scratch,
      Processes processes,
      List<Integer> chunks) {
    if (settings.isolation().isEmpty()) {
      return shared(settings.directory(), chunks);
    }
    MeasuredPaths measured =
        MeasuredPaths.of(
            settings.directory(),
            entries(settings.isolation().get().source()),
            entries(settings.isolation().get().omit()));
    Checkout checkout = Checkout.around(settings.directory(), build.ours(), measured);
    return new Workplaces(
        chunks.parallelStream()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    chunk ->
                        PrivateCopy.of(
                            checkout, chunk, scratch.resolve("copy-" + chunk), processes))));
  }

  private static List<String> entries(Optional<String> list) {
    return list.map(text -> Arrays.asList(text.split(",", -1))).orElse(List.of());
  }

  /** The numbers of the chunks. */
  List<Integer> chunks() {
    return List.copyOf(places.keySet());
  }

  Workplace of(int chunk) {
    return Objects.requireNonNull(places.get(chunk));
  }

  /**
   * Saves what is to be kept of private copies, and notes how much goes with them. What cannot be
   * saved is a note, too: the result of the run is known by now.
   */
  void collect(SuiteSettings settings, BuildDirectory build, RunObserver observer) {
    try {
      settings.isolation().ifPresent(isolation -> collect(isolation, build, observer));
    } catch (ShardException e) {
      observer.note(e.sentence());
    }
  }

  private void collect(Isolation isolation, BuildDirectory build, RunObserver observer) {
    int written = 0;
    int kept = 0;
    for (int chunk : places.keySet()) {
      Workplace.Written files = of(chunk).collect(isolation.keep(), build.kept(chunk));
      written += files.newFiles();
      kept += files.kept().size();
    }
    if (written > 0 || kept > 0) {
      observer.note(
          "the private copies held "
              + written
              + " new files; "
              + (kept == 0
                  ? "none is kept (--keep GLOB keeps some)"
                  : kept + " are kept in " + build.ours().resolve("kept")));
    }
  }

  @Override
  public void close() {
    places.values().forEach(Workplace::close);
  }
}
