package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.Glob;
import com.cleveragents.slipcovershard.SurrogateEscape;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which folders SlipCover is told to measure, comma-separated: paths and globs from the working
 * directory.
 *
 * @param flag from the flag or the input
 * @param table from {@code [tool.slipcover]}, which SlipCover reads by itself
 */
record SourceSetting(Optional<String> flag, Optional<String> table) {
  private static final int DEEPEST_HINT = 4;

  /** What holds, from wherever it is. */
  Optional<String> any() {
    return flag.or(() -> table);
  }

  /**
   * The same with globs expanded. A folder that is missing is a mistake: SlipCover would run the
   * whole suite and then save nothing.
   */
  Optional<String> expanded(Path directory, Mistakes mistakes) {
    return any()
        .map(
            list -> {
              List<String> folders = new ArrayList<>();
              for (String entry : list.split(",", -1)) {
                folders.addAll(folders(entry, directory, mistakes));
              }
              return String.join(",", folders);
            });
  }

  /** What SlipCover is to be told; nothing where it reads the same by itself. */
  Optional<String> told(Optional<String> expanded) {
    return flag.isEmpty() && expanded.equals(table) ? Optional.empty() : expanded;
  }

  private List<String> folders(String entry, Path directory, Mistakes mistakes) {
    Path file = directory.resolve(SurrogateEscape.path(entry));
    if (Files.isDirectory(file)) {
      return List.of(entry);
    }
    if (Files.exists(file)) {
      String shown = entry.contains("/") ? entry.substring(0, entry.lastIndexOf('/')) : ".";
      mistakes.add(
          "source", "'" + entry + "' is a file, and SlipCover takes folders: name '" + shown + "'");
      return List.of();
    }
    List<String> found =
        Glob.isPattern(entry)
            ? Glob.of(entry).expand(directory).stream()
                .filter(name -> Files.isDirectory(directory.resolve(SurrogateEscape.path(name))))
                .toList()
            : List.of();
    if (found.isEmpty()) {
      mistakes.add(
          "source",
          "'"
              + entry
              + (Glob.isPattern(entry) ? "' matches no folder in " : "' does not exist in ")
              + directory
              + nearMiss(entry, directory).map(it -> ": did you mean '" + it + "'?").orElse(""));
    }
    return found;
  }

  /** The folder of such a name that is nearest to the working directory. */
  private static Optional<String> nearMiss(String entry, Path directory) {
    String wanted = alike(entry.strip());
    List<Path> folders = new ArrayList<>();
    try {
      Files.walkFileTree(
          directory,
          Set.<FileVisitOption>of(),
          DEEPEST_HINT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              boolean isOurs = folder.equals(directory);
              if (!isOurs
                  && (folder.getFileName().toString().startsWith(".")
                      || Files.exists(folder.resolve("pyvenv.cfg")))) {
                return FileVisitResult.SKIP_SUBTREE;
              }
              if (!isOurs) {
                folders.add(directory.relativize(folder));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isDirectory() && !file.getFileName().toString().startsWith(".")) {
                folders.add(directory.relativize(file));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException error) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      return Optional.empty(); // only a hint
    }
    return folders.stream()
        .filter(folder -> isAlike(alike(SurrogateEscape.name(folder)), wanted))
        .min(Comparator.comparing(Path::getNameCount).thenComparing(Comparator.naturalOrder()))
        .map(SurrogateEscape::name);
  }

  private static boolean isAlike(String folder, String wanted) {
    if (wanted.isEmpty()) {
      return false;
    }
    return folder.equals(wanted)
        || folder.endsWith("/" + wanted)
        || wanted.endsWith("/" + folder)
        || isOneSlipAway(last(folder), last(wanted));
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** As the folder of the package of that name, whatever its case and its hyphens. */
  private static String alike(String name) {
    return name.toLowerCase(Locale.ROOT)
        .replace('-', '_')
        .replaceFirst("^\\./", "")
        .replaceFirst("/+$", "")
        .replace('.', '/');
  }

  /** One letter more, less or another one, in names that are long enough to be meant. */
  private static boolean isOneSlipAway(String one, String other) {
    if (Math.min(one.length(), other.length()) < 4 || Math.abs(one.length() - other.length()) > 1) {
      return false;
    }
    int start = 0;
    while (start < Math.min(one.length(), other.length())
        && one.charAt(start) == other.charAt(start)) {
      start++;
    }
    String restOfOne = one.substring(start);
    String restOfOther = other.substring(start);
    return tail(restOfOne).equals(tail(restOfOther))
        || tail(restOfOne).equals(restOfOther)
        || restOfOne.equals(tail(restOfOther));
  }

  private static String tail(String text) {
    return text.isEmpty() ? text : text.substring(1);
  }
}
