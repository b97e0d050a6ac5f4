package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.run.SuiteSettings.Isolation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Where each of the chunks of a run works. */
final class Workplaces implements AutoCloseable {
  private final List<Workplace> places;

  private Workplaces(List<Workplace> places) {
    this.places = places;
  }

  /** The checkout for all. */
  static Workplaces shared(Path directory, int chunks) {
    return new Workplaces(Collections.nCopies(chunks, new Workplace.Shared(directory)));
  }

  /** The checkout for all, or a private copy for each; copies are made side by side. */
  static Workplaces of(
      SuiteSettings settings, BuildDirectory build, Path scratch, Processes processes, int chunks) {
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
        IntStream.rangeClosed(1, chunks)
            .parallel()
            .<Workplace>mapToObj(
                chunk ->
                    PrivateCopy.of(checkout, chunk, scratch.resolve("copy-" + chunk), processes))
            .toList());
  }

  private static List<String> entries(Optional<String> list) {
    return list.map(text -> Arrays.asList(text.split(",", -1))).orElse(List.of());
  }

  int count() {
    return places.size();
  }

  Workplace of(int chunk) {
    return places.get(chunk - 1);
  }

  /** Saves what is to be kept of private copies, and tells how much goes with them. */
  void collect(SuiteSettings settings, BuildDirectory build, RunObserver observer) {
    if (settings.isolation().isEmpty()) {
      return;
    }
    Isolation isolation = settings.isolation().get();
    int written = 0;
    int kept = 0;
    for (int chunk = 1; chunk <= places.size(); chunk++) {
      Path target = build.ours().resolve("kept/chunk-" + chunk);
      Workplace.Written files = of(chunk).collect(isolation.keep(), target);
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
    places.forEach(Workplace::close);
  }
}
