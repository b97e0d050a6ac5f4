package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.SurrogateEscape;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files that the user told the runner to write. Each chunk wrote its own; here they are brought to
 * the place that the user named: JSON and JUnit joined, anything else beside it, one a chunk.
 */
public final class UserOutputs {
  private final Path directory;
  private final SuiteResult result;
  private final List<String> notes = new ArrayList<>();

  private UserOutputs(Path directory, SuiteResult result) {
    this.directory = directory;
    this.result = result;
  }

  /**
   * Brings the files of all chunks to their places.
   *
   * @param directory the working directory, to which the user's paths are relative
   * @return what the user should know, a line each
   * @throws ShardException if a place that the user named cannot be written
   */
  public static List<String> join(Path directory, SuiteResult result) {
    UserOutputs outputs = new UserOutputs(directory, result);
    List<Event.Output> named = outputs.named();
    for (int number = 0; number < named.size(); number++) {
      try {
        outputs.join(number, named.get(number));
      } catch (IOException e) {
        throw outputs.unwritable(named.get(number).path(), e);
      }
    }
    outputs.joinJunit();
    return List.copyOf(outputs.notes);
  }

  /** All chunks have the same settings: the first that came so far as to tell speaks for them. */
  private List<Event.Output> named() {
    return result.chunks().stream()
        .map(ChunkResult::outputs)
        .filter(outputs -> !outputs.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private ShardException unwritable(String place, IOException failure) {
    String runner = result.runner().word();
    return new ShardException(
        ExitCode.USAGE,
        "%s, which %s was told to write, cannot be written: %s; name another place in --runner-args or %s's configuration"
            .formatted(place, runner, failure, runner),
        failure);
  }

  private void join(int number, Event.Output named) throws IOException {
    Map<Integer, Path> parts = new HashMap<>();
    for (ChunkResult chunk : result.chunks()) {
      if (chunk.outputs().size() > number) {
        Path own = SurrogateEscape.path(chunk.outputs().get(number).own());
        if (RegularFile.exists(own)) {
          parts.put(chunk.number(), own);
        }
      }
    }
    Path target = directory.resolve(SurrogateEscape.path(named.path()));
    if (parts.isEmpty()) {
      return;
    }
    Files.createDirectories(target.toAbsolutePath().getParent());
    removeOld(target);
    if (parts.size() == 1 && result.chunks().size() == 1) {
      Files.copy(parts.values().iterator().next(), target, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    boolean isJoined =
        switch (named.format()) {
          case "json", "json.pretty" -> new BehaveJson(result).join(parts, target);
          case "junitxml" -> joinJunit(parts, named.path());
          default -> false;
        };
    if (!isJoined) {
      for (Map.Entry<Integer, Path> part : parts.entrySet()) {
        Path beside = target.resolveSibling(target.getFileName() + ".chunk-" + part.getKey());
        Files.copy(part.getValue(), beside, StandardCopyOption.REPLACE_EXISTING);
      }
      notes.add(
          named.path()
              + " ("
              + named.format()
              + ") cannot be joined: see "
              + named.path()
              + ".chunk-<n>");
    }
  }

  /** Files of an earlier run: where this one leaves fewer, they would pass for its own. */
  private static void removeOld(Path target) throws IOException {
    Pattern ours =
        Pattern.compile(Pattern.quote(target.getFileName().toString()) + "(\\.chunk-\\d+)?");
    try (Stream<Path> siblings = Files.list(target.toAbsolutePath().getParent())) {
      for (Path file : siblings.toList()) {
        if (ours.matcher(file.getFileName().toString()).matches()) {
          if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "it is a directory");
          }
          Files.delete(file);
        }
      }
    }
  }

  /** pytest's single file; true, as parts that are torn are told here. */
  private boolean joinJunit(Map<Integer, Path> parts, String file) throws IOException {
    JUnitFiles files = new JUnitFiles(result);
    parts.forEach(files::addFile);
    if (!files.writeTo(directory.resolve(file).resolve("..").normalize()).isEmpty()) {
      noteTorn(file);
    }
    return true;
  }

  /** behave's folder. */
  private void joinJunit() {
    Optional<Event.Output> named =
        result.chunks().stream().flatMap(chunk -> chunk.junit().stream()).findFirst();
    if (named.isEmpty()) {
      return;
    }
    String place = named.get().path();
    JUnitFiles files = new JUnitFiles(result);
    try {
      for (ChunkResult chunk : result.chunks()) {
        if (chunk.junit().isPresent()) {
          files.add(chunk.number(), Path.of(chunk.junit().get().own()));
        }
      }
      for (String torn : files.writeTo(directory.resolve(place))) {
        noteTorn(place + "/" + torn);
      }
    } catch (IOException e) {
      throw unwritable(place, e);
    }
  }

  private void noteTorn(String file) {
    notes.add(file + " cannot be joined with that of every chunk: see " + file + ".chunk-<n>");
  }
}
