package com.cleveragents.slipcovershard.plan;

import java.util.List;

/**
 * A feature file as the runner lists it, before anybody has parsed it.
 *
 * @param number position in the runner's list, from 0; tells apart a file that is listed twice
 * @param path as the runner names it, relative to the working directory where it lies below it
 * @param lines those that the user selected; empty means the whole file
 * @param bytes size of the file; 0 when it cannot be told
 * @param content hash of the file; empty when it cannot be told
 * @param mayBeGrouped whether its text holds what a tag of a group begins with: only then it is
 *     worth parsing it to see
 */
public record Feature(
    int number,
    String path,
    List<Integer> lines,
    long bytes,
    String content,
    boolean mayBeGrouped) {
  public Feature {
    lines = List.copyOf(lines);
  }
}
