package com.cleveragents.slipcovershard.run;

import java.nio.file.Path;

/**
 * The files of one chunk.
 *
 * @param log all that it prints
 * @param events what it tells, a JSON object a line
 * @param unproven where SlipCover writes; not yet known to be whole
 * @param salvaged what SlipCover made of its journal, if it could not save by itself
 * @param coverage what it measured, once that is known to be whole
 * @param outputs directory for files that the user told the runner to write
 * @param template its copy of the template database
 */
record ChunkFiles(
    Path log,
    Path events,
    Path unproven,
    Path salvaged,
    Path coverage,
    Path outputs,
    Path template) {

  /**
   * @param directory for what the user is to find
   * @param ours for all else
   */
  static ChunkFiles in(Path directory, Path ours, int chunk) {
    return new ChunkFiles(
        ours.resolve("chunk-" + chunk + ".log"),
        ours.resolve("events-" + chunk + ".jsonl"),
        ours.resolve("chunk-" + chunk + ".part.json"),
        ours.resolve("chunk-" + chunk + ".salvaged.part.json"),
        directory.resolve("coverage-chunk-" + chunk + ".json"),
        ours.resolve("chunk-" + chunk),
        directory.resolve(".template-migrated-" + chunk + ".db"));
  }

  ChunkFiles withTemplateIn(Path other) {
    return withTemplate(other.resolve(template.getFileName()));
  }

  ChunkFiles withTemplate(Path other) {
    return new ChunkFiles(log, events, unproven, salvaged, coverage, outputs, other);
  }
}
