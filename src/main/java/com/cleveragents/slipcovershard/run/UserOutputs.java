package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.SurrogateEscape;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files and folders that the user told the runner to write. Each chunk wrote its own; here they are
 * brought to the path that the user named: JSON, JUnit files and folders without files of one name
 * are joined, anything else is kept beside it, one a chunk.
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
    for (Event.Output named : outputs.named()) {
      try {
        outputs.join(named);
      } catch (IOException e) {
        throw outputs.unwritable(named.path(), e);
      }
    }
    outputs.joinJunit();
    return List.copyOf(outputs.notes);
  }

  /** All that any process wrote; a process that came too late or died early may know fewer. */
  private Collection<Event.Output> named() {
    Map<String, Event.Output> named = new LinkedHashMap<>();
    result.chunks().stream()
        .flatMap(chunk -> chunk.outputs().stream())
        .forEach(output -> named.putIfAbsent(key(output), output));
    return named.values();
  }

  private static String key(Event.Output output) {
    return output.format() + "\0" + output.path();
  }

  private ShardException unwritable(String place, IOException failure) {
    String runner = result.runner().word();
    return new ShardException(
        ExitCode.USAGE,
        "%s, which %s was told to write, cannot be written: %s; name another place in --runner-args or %s's configuration"
            .formatted(place, runner, failure, runner),
        failure);
  }

  private void join(Event.Output named) throws IOException {
    Map<Integer, Path> parts = new TreeMap<>();
    Map<String, Map<Integer, Path>> companions = new TreeMap<>();
    for (ChunkResult chunk : result.chunks()) {
      for (Event.Output output : chunk.outputs()) {
        if (key(output).equals(key(named))) {
          collect(chunk.number(), SurrogateEscape.path(output.own()), parts, companions);
        }
      }
    }
    Path target = directory.resolve(SurrogateEscape.path(named.path())).normalize();
    if (!parts.isEmpty()) {
      bring(named, parts, target);
    }
    // What a report has beside it, such as the style sheet of an HTML page.
    for (Map.Entry<String, Map<Integer, Path>> companion : companions.entrySet()) {
      Event.Output beside =
          new Event.Output(
              "beside " + named.path(),
              SurrogateEscape.path(named.path()).resolveSibling(companion.getKey()).toString(),
              named.own(),
              false);
      bring(beside, companion.getValue(), target.resolveSibling(companion.getKey()));
    }
  }

  private static void collect(
      int process, Path own, Map<Integer, Path> parts, Map<String, Map<Integer, Path>> companions)
      throws IOException {
    Path folder = Objects.requireNonNull(own.getParent());
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> written = Files.list(folder)) {
      for (Path path : written.sorted().toList()) {
        if (!RegularFile.exists(path) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          continue;
        }
        if (path.equals(own)) {
          parts.put(process, path);
        } else {
          companions
              .computeIfAbsent(path.getFileName().toString(), name -> new TreeMap<>())
              .put(process, path);
        }
      }
    }
  }

  private void bring(Event.Output named, Map<Integer, Path> parts, Path target) throws IOException {
    if (parts.values().stream().anyMatch(Files::isDirectory)) {
      bringFolder(named, parts, target);
      return;
    }
    Files.createDirectories(target.toAbsolutePath().getParent());
    removeOld(target);
    Path first = parts.values().iterator().next();
    boolean isCompanion = named.format().startsWith("beside ");
    if (result.chunks().size() == 1 || (isCompanion && areAlike(parts.values()))) {
      Files.copy(first, target, StandardCopyOption.REPLACE_EXISTING);
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
      noteKept(named);
    }
  }

  private void bringFolder(Event.Output named, Map<Integer, Path> parts, Path target)
      throws IOException {
    boolean isAboveUs = directory.startsWith(target);
    boolean isJoined = new OutputFolder(parts, target).bring(named.clears() && !isAboveUs);
    if (!isJoined) {
      noteKept(named);
    } else if (result.chunks().size() > 1 && !named.format().startsWith("beside ")) {
      notes.add("%s (%s) holds the files of all chunks".formatted(named.path(), named.format()));
    }
  }

  private static boolean areAlike(Collection<Path> files) throws IOException {
    Path first = files.iterator().next();
    for (Path file : files) {
      if (Files.mismatch(first, file) >= 0) {
        return false;
      }
    }
    return true;
  }

  private void noteKept(Event.Output named) {
    notes.add(
        "%s (%s) cannot be joined: see %s.chunk-<n>"
            .formatted(named.path(), named.format(), named.path()));
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
