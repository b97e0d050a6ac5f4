package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.RegularFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder that each chunk wrote for itself. One that is a collection of files, such as allure's,
 * becomes one again; where two chunks wrote different files of one name, each chunk's is kept.
 */
final class OutputFolder {
  private final SortedMap<Integer, Path> parts;
  private final Path target;

  /**
   * @param parts what each process wrote
   * @param target where the user wants it
   */
  OutputFolder(Map<Integer, Path> parts, Path target) {
    this.parts = new TreeMap<>(parts);
    this.target = target;
  }

  /**
   * Brings it to its path.
   *
   * @param clears whether what is there is to be removed, as the user asked the runner to
   * @return whether all parts are in one folder; otherwise they are beside it
   */
  boolean bring(boolean clears) throws IOException {
    if (Files.exists(target) && !Files.isDirectory(target)) {
      throw new FileSystemException(target.toString(), null, "it is no directory");
    }
    removeOldParts();
    Optional<SortedMap<Path, Path>> union = union();
    if (union.isPresent()) {
      if (clears && Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        delete(target);
      }
      Files.createDirectories(target);
      copy(union.get(), target);
      return true;
    }
    for (Map.Entry<Integer, Path> part : parts.entrySet()) {
      Path beside = beside(part.getKey());
      Files.createDirectories(beside);
      copy(entries(part.getValue()), beside);
    }
    return false;
  }

  private Path beside(int process) {
    return target.resolveSibling(target.getFileName() + ".chunk-" + process);
  }

  /** All files by their names in the folder; empty if two of one name differ. */
  private Optional<SortedMap<Path, Path>> union() throws IOException {
    SortedMap<Path, Path> union = new TreeMap<>();
    for (Path part : parts.values()) {
      for (Map.Entry<Path, Path> entry : entries(part).entrySet()) {
        Path other = union.putIfAbsent(entry.getKey(), entry.getValue());
        if (other != null && !isSame(other, entry.getValue())) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(union);
  }

  private static boolean isSame(Path one, Path other) throws IOException {
    boolean files = isFile(one) && isFile(other);
    return files
        ? Files.mismatch(one, other) < 0
        : Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS)
            && Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isFile(Path path) {
    return RegularFile.exists(path);
  }

  /** Files, links and folders below a folder; pipes and devices are no results. */
  private static SortedMap<Path, Path> entries(Path folder) throws IOException {
    SortedMap<Path, Path> entries = new TreeMap<>();
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path path : found.filter(it -> !it.equals(folder)).toList()) {
        if (isFile(path)
            || Files.isSymbolicLink(path)
            || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          entries.put(folder.relativize(path), path);
        }
      }
    }
    return entries;
  }

  /** Parents come before what is in them. */
  private static void copy(SortedMap<Path, Path> entries, Path to) throws IOException {
    for (Map.Entry<Path, Path> entry : entries.entrySet()) {
      Path copy = to.resolve(entry.getKey().toString());
      if (Files.isDirectory(entry.getValue(), LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(copy);
      } else {
        Files.copy(
            entry.getValue(), copy, StandardCopyOption.REPLACE_EXISTING, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /** Folders of an earlier run: where this one leaves fewer, they would pass for its own. */
  private void removeOldParts() throws IOException {
    Path parent = Objects.requireNonNull(target.toAbsolutePath().getParent());
    Pattern ours = Pattern.compile(Pattern.quote(target.getFileName() + ".chunk-") + "\\d+");
    Files.createDirectories(parent);
    try (Stream<Path> siblings = Files.list(parent)) {
      for (Path path : siblings.sorted(Comparator.naturalOrder()).toList()) {
        if (ours.matcher(path.getFileName().toString()).matches()) {
          delete(path);
        }
      }
    }
  }

  private static void delete(Path path) throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
