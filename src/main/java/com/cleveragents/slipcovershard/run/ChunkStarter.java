package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.SurrogateEscape;
import com.cleveragents.slipcovershard.run.Worker.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Starts the processes of chunks, all together at first, and others where some were lost. */
final class ChunkStarter {
  private final SuiteSettings settings;
  private final BuildDirectory build;
  private final Processes processes;
  private final Guard guard;
  private final Clock clock;
  private final Consumer<Message> receiver;

  ChunkStarter(
      SuiteSettings settings,
      BuildDirectory build,
      Processes processes,
      Guard guard,
      Clock clock,
      Consumer<Message> receiver) {
    this.settings = settings;
    this.build = build;
    this.processes = processes;
    this.guard = guard;
    this.clock = clock;
    this.receiver = receiver;
  }

  /** What it takes to start each chunk at its place. */
  List<ChunkLaunch> launches(Workplaces places, Path scratch, boolean listOnly) {
    PortBlocks ports = PortBlocks.free(Collections.max(places.chunks()));
    List<ChunkLaunch> launches = new ArrayList<>();
    for (int number : places.chunks()) {
      launches.add(
          new ChunkLaunch(
              settings,
              build,
              number,
              number,
              listOnly ? ChunkFiles.in(scratch, scratch, number) : build.files(number),
              places.of(number),
              scratch,
              ports.baseOf(number),
              listOnly,
              settings.retryFailed() == 0));
    }
    return launches;
  }

  Chunk start(ChunkLaunch launch) throws IOException {
    Worker worker = Worker.start(launch, processes, guard, receiver);
    return new Chunk(launch, worker, clock.instant());
  }

  /** Of the chunks: no more of them than there can be units, where names on disk already tell. */
  static List<Integer> numbers(SuiteSettings settings) {
    if (settings.onlyChunk().isPresent()) {
      return List.of(settings.onlyChunk().getAsInt());
    }
    int count = settings.chunks();
    boolean told =
        settings.runner() == Runner.BEHAVE
            && !settings.paths().isEmpty()
            && settings.paths().stream().noneMatch(path -> path.startsWith("@"));
    if (told && !settings.splits()) {
      int files = FeatureFiles.below(settings.directory(), settings.paths(), true).size();
      for (String path : settings.paths()) {
        files +=
            Files.isDirectory(settings.directory().resolve(SurrogateEscape.path(path))) ? 0 : 1;
      }
      count = Math.max(1, Math.min(count, files));
    }
    return IntStream.rangeClosed(1, count).boxed().toList();
  }
}
