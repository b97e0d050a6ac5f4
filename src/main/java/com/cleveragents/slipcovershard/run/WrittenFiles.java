package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.WholeFile;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The list of the files that a run has written into a build-dir, by which it and the next run tell
 * them from files of others. It is itself the mark of our folder.
 *
 * <p>A file is listed with its SHA-256 before it gets its name, so the list of a run that was
 * killed is complete. A file that the suite changes while it runs is listed without one.
 */
final class WrittenFiles {
  /** In our folder. */
  static final String NAME = "written.jsonl";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MARK = "{\"written_by\":\"slipcover-shard\",\"version\":1}";
  private static final String ANY = "";

  private final Path directory;
  private final Path list;

  /** By name relative to the directory: the hashes that it may have. */
  private final SortedMap<String, SortedSet<String>> files = new TreeMap<>();

  private WrittenFiles(Path directory, Path list) {
    this.directory = directory;
    this.list = list;
  }

  /**
   * The list in a folder; empty where there is none. Lines that are no entry are passed over: what
   * is not listed is not ours.
   *
   * @param directory to which the names are relative
   */
  static WrittenFiles read(Path directory, Path folder) {
    WrittenFiles written = new WrittenFiles(directory, folder.resolve(NAME));
    if (!isMarked(folder)) {
      return written;
    }
    try {
      RegularFile.text(written.list).lines().skip(1).forEach(written::readLine);
    } catch (IOException e) {
      written.files.clear(); // then nothing there is ours
    }
    return written;
  }

  /** Whether a folder has the mark of ours. */
  static boolean isMarked(Path folder) {
    Path list = folder.resolve(NAME);
    try {
      return RegularFile.exists(list)
          && RegularFile.text(list).lines().findFirst().filter(MARK::equals).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  private void readLine(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      String name = node.path("name").asText();
      if (isInside(name)) {
        put(name, node.path("sha256").asText(ANY));
      }
    } catch (JacksonException e) {
      // The last line of a run that was killed.
    }
  }

  /** A suite can write what it likes into the list: nothing outside is ever looked at. */
  private boolean isInside(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      return false;
    }
    Path path = Path.of(name);
    return !path.isAbsolute() && path.equals(path.normalize()) && !path.startsWith("..");
  }

  private void put(String name, String sha256) {
    files.computeIfAbsent(name, key -> new TreeSet<>()).add(sha256);
  }

  /** The names, sorted. */
  synchronized SortedSet<String> names() {
    return new TreeSet<>(files.keySet());
  }

  /** Whether a file is there just as it was written, and no link leads to it. */
  boolean isUnchanged(String name) {
    SortedSet<String> known;
    synchronized (this) {
      known = new TreeSet<>(files.getOrDefault(name, new TreeSet<>()));
    }
    Path file = directory.resolve(name);
    if (known.isEmpty() || !RegularFile.exists(file) || hasLinks(directory, name)) {
      return false;
    }
    try {
      return known.contains(ANY) || known.contains(RegularFile.sha256(file));
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a part of the way from the directory to a file is a link. */
  static boolean hasLinks(Path directory, String name) {
    Path part = directory;
    for (Path step : Path.of(name)) {
      part = part.resolve(step);
      if (Files.isSymbolicLink(part)) {
        return true;
      }
    }
    return false;
  }

  /** Adds a file that is about to get its name. */
  void add(String name, String sha256) throws IOException {
    append(name, sha256);
  }

  /** Adds a file that the suite may change. */
  void addChanging(String name) throws IOException {
    append(name, ANY);
  }

  private synchronized void append(String name, String sha256) throws IOException {
    put(name, sha256);
    if (!RegularFile.exists(list)) {
      save(); // the suite has taken it away
      return;
    }
    try (OutputStream out =
        Files.newOutputStream(
            list, StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS)) {
      out.write((line(name, sha256) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String line(String name, String sha256) {
    ObjectNode line = JSON.createObjectNode().put("name", name);
    if (!sha256.equals(ANY)) {
      line.put("sha256", sha256);
    }
    return line.toString();
  }

  /** Writes the whole list anew. */
  synchronized void save() throws IOException {
    StringBuilder text = new StringBuilder(MARK + "\n");
    files.forEach(
        (name, hashes) -> hashes.forEach(sha256 -> text.append(line(name, sha256)).append('\n')));
    WholeFile.write(list, text.toString());
  }

  /** Begins a new list. */
  synchronized void clear() throws IOException {
    files.clear();
    save();
  }
}
