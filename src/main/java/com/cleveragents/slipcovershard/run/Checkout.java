package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.SurrogateEscape;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The repository around a working directory as it stands when it is read: what its private copies
 * take along, what they only link to and what they leave out. All paths inside are relative to its
 * root.
 */
public final class Checkout {
  /** Size and time of a file: what tells whether a chunk has changed it. */
  record Stamp(long size, FileTime modified) {
    static Stamp of(BasicFileAttributes attributes) {
      return new Stamp(attributes.size(), attributes.lastModifiedTime());
    }
  }

  private static final Path GIT_OBJECTS = Path.of(".git", "objects");

  private final Path root;
  private final Path workingDirectory;
  private final Path ourFolder;
  private final MeasuredPaths measured;
  private final SortedMap<Path, Stamp> files = new TreeMap<>();
  private final SortedSet<Path> linked = new TreeSet<>();
  private final SortedSet<Path> omitted = new TreeSet<>();
  private final SortedMap<Path, Path> links = new TreeMap<>();

  private Checkout(Path workingDirectory, Path ourFolder, MeasuredPaths measured)
      throws IOException {
    Path real = workingDirectory.toRealPath();
    this.root = repositoryAround(real);
    this.workingDirectory = root.relativize(real);
    this.ourFolder = real(ourFolder);
    this.measured = measured;
    read(root);
  }

  /**
   * Reads the repository: the nearest folder upwards that holds a {@code .git} (a worktree's file
   * too), else the working directory itself.
   *
   * @param ourFolder our folder in build-dir, which no copy gets
   * @throws ShardException if something in it cannot be read
   */
  public static Checkout around(Path workingDirectory, Path ourFolder, MeasuredPaths measured) {
    try {
      return new Checkout(workingDirectory, ourFolder, measured);
    } catch (IOException e) {
      throw new ShardException(
          ExitCode.USAGE,
          "isolate: the checkout cannot be copied: "
              + (e instanceof AccessDeniedException ? "no permission to read " : "cannot read ")
              + e.getMessage()
              + "; make it readable, or run with --isolate none",
          e);
    }
  }

  /** The real path of the top folder. */
  Path root() {
    return root;
  }

  /** From the root to the working directory; empty if they are the same. */
  Path workingDirectory() {
    return workingDirectory;
  }

  /** All files and symbolic links that are copied. */
  SortedMap<Path, Stamp> files() {
    return files;
  }

  /** Folders that a copy has as links to the checkout: virtual environments and node_modules. */
  SortedSet<Path> linked() {
    return linked;
  }

  /** Symbolic links with the targets that they need to have in a copy whose root is given. */
  SortedMap<Path, Path> links(Path copy) {
    SortedMap<Path, Path> targets = new TreeMap<>();
    links.forEach(
        (link, target) ->
            targets.put(
                link,
                relative(target)
                    .filter(path -> !isCommon(path))
                    .map(copy::resolve)
                    .orElse(target)));
    return targets;
  }

  /** Whether git's objects lie in the checkout itself: a copy may then borrow them. */
  boolean ownsGitObjects() {
    return omitted.contains(GIT_OBJECTS);
  }

  /**
   * The folders that must be made by hand because something below them is not to be copied, parents
   * first, each with those of its entries that can be copied whole.
   */
  SortedMap<Path, List<Path>> wholes(int chunk) throws IOException {
    Set<Path> apart = new TreeSet<>(omitted);
    apart.addAll(linked);
    apart.addAll(links.keySet());
    // Beside our folder lie the template databases, even while it does not exist itself.
    relative(ourFolder)
        .filter(folder -> Files.isDirectory(ourFolder.resolveSibling("")))
        .ifPresent(apart::add);
    Set<Path> folders = new TreeSet<>(Set.of(Path.of("")));
    for (Path path : apart) {
      for (Path up = path.getParent(); up != null; up = up.getParent()) {
        folders.add(up);
      }
    }
    SortedMap<Path, List<Path>> wholes = new TreeMap<>();
    for (Path folder : folders) {
      wholes.put(
          folder,
          names(root.resolve(folder)).stream()
              .map(name -> folder.resolve(SurrogateEscape.path(name)))
              .filter(path -> !apart.contains(path) && !folders.contains(path))
              .filter(path -> !isTemplate(path) || isTemplateOf(path, String.valueOf(chunk)))
              .toList());
    }
    return wholes;
  }

  /** Whether a file is the template database of a chunk, with what SQLite keeps beside it. */
  boolean isTemplate(Path path) {
    return isTemplateOf(path, "\\d+");
  }

  /** The path relative to the root, whichever way the given one leads into the checkout. */
  Optional<Path> relative(Path path) {
    Path plain = path.normalize();
    Path inside = plain.startsWith(root) ? plain : real(plain);
    return inside.startsWith(root) ? Optional.of(root.relativize(inside)) : Optional.empty();
  }

  /** Whether a path of the checkout means the same file for everyone, copy or not. */
  boolean isCommon(Path path) {
    return root.resolve(path).startsWith(ourFolder) || linked.stream().anyMatch(path::startsWith);
  }

  /** The common folders from which Python may import. */
  List<Path> commonLibraries() {
    List<Path> folders =
        linked.stream()
            .filter(folder -> !folder.endsWith("node_modules"))
            .collect(Collectors.toCollection(ArrayList::new));
    relative(ourFolder).ifPresent(folders::add);
    return folders;
  }

  /** The real path as far as the path exists. */
  static Path real(Path path) {
    for (Path up = path.toAbsolutePath(); up != null; up = up.getParent()) {
      try {
        return up.toRealPath().resolve(up.relativize(path.toAbsolutePath())).normalize();
      } catch (IOException e) {
        // Does not exist (yet): its parent may.
      }
    }
    return path;
  }

  /** Whether the repository around a directory holds the last commits only. */
  public static boolean isShallow(Path directory) {
    return Files.exists(repositoryAround(directory).resolve(".git/shallow"));
  }

  private static Path repositoryAround(Path directory) {
    for (Path up = directory; up != null; up = up.getParent()) {
      if (Files.exists(up.resolve(".git"))) {
        return up;
      }
    }
    return directory;
  }

  private boolean isTemplateOf(Path path, String number) {
    String name = String.valueOf(path.getFileName());
    return name.matches("\\.template-migrated-" + number + "\\.db(-wal|-shm|-journal)?")
        && ourFolder.resolveSibling(name).equals(root.resolve(path));
  }

  private void read(Path folder) throws IOException {
    SortedSet<String> names = names(folder);
    Path relative = root.relativize(folder);
    if (isEnvironment(relative, names)) {
      linked.add(relative);
      return;
    }
    for (String name : names) {
      Path entry = folder.resolve(SurrogateEscape.path(name));
      try {
        read(
            entry,
            Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
      } catch (NoSuchFileException e) {
        // Gone since its folder was listed, like any temporary file.
      }
    }
  }

  private void read(Path entry, BasicFileAttributes attributes) throws IOException {
    Path path = root.relativize(entry);
    if (entry.equals(ourFolder) || attributes.isOther() || isBorrowed(path)) {
      omitted.add(path);
    } else if (!attributes.isDirectory()) {
      files.put(path, Stamp.of(attributes));
      if (attributes.isSymbolicLink()) {
        readLink(path);
      }
    } else if (path.endsWith("node_modules")) {
      linked.add(path);
    } else {
      read(entry);
    }
  }

  /** A virtual environment, conda's or the library folder of any Python, unless it is measured. */
  private boolean isEnvironment(Path folder, Set<String> names) {
    return (names.contains("pyvenv.cfg")
            || names.contains("conda-meta")
            || names.contains("site-packages"))
        && !workingDirectory.startsWith(folder)
        && !folder.toString().isEmpty()
        && !measured.reach(root.resolve(folder));
  }

  /** Object stores that borrow themselves may name theirs in ways that only work where they are. */
  private boolean isBorrowed(Path path) {
    return path.equals(GIT_OBJECTS)
        && Files.exists(root.resolve(".git/HEAD"))
        && Files.notExists(root.resolve(path).resolve("info/alternates"));
  }

  /** Notes a link that would not lead where it does if it were copied as it is. */
  private void readLink(Path link) throws IOException {
    Path target = Files.readSymbolicLink(root.resolve(link));
    Path plain = link.resolveSibling(target).normalize();
    Path absolute = root.resolve(plain).normalize();
    boolean leavesOrReturns =
        target.isAbsolute() ? relative(absolute).isPresent() : plain.startsWith("..");
    if (leavesOrReturns || absolute.startsWith(ourFolder)) {
      links.put(link, absolute);
    }
  }

  private static SortedSet<String> names(Path folder) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(entry -> names.add(SurrogateEscape.name(entry.getFileName())));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }
}
