package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.SurrogateEscape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A copy of the repository that one chunk has for itself, for suites that write to fixed places.
 */
public final class PrivateCopy implements Workplace {
  private static final Set<String> WORKSPACES =
      Set.of("FORGEJO_WORKSPACE", "GITEA_WORKSPACE", "GITHUB_WORKSPACE");

  /** Where writing is bookkeeping of Python and git, nothing that a person would miss. */
  private static final Set<String> UNCOUNTED = Set.of(".git", "__pycache__");

  private final Checkout checkout;
  private final Path root;

  private PrivateCopy(Checkout checkout, Path root) {
    this.checkout = checkout;
    this.root = root;
  }

  /**
   * Copies the checkout for a chunk.
   *
   * @param folder what the copy is to be: outside the checkout and not there yet
   * @throws ShardException if the folder does not do, something cannot be read, or the disk is full
   */
  public static PrivateCopy of(Checkout checkout, int chunk, Path folder, Processes processes) {
    Path root = Checkout.real(folder);
    if (root.startsWith(checkout.root())) {
      throw new ShardException(
          ExitCode.USAGE,
          "isolate: the private copy %s would lie in the checkout %s; set TMPDIR to a folder outside it"
              .formatted(root, checkout.root()));
    }
    if ((checkout.root() + "" + root).contains("\n")) {
      throw new ShardException(
          ExitCode.USAGE,
          "isolate: the path %s or %s has a line break; move it, or run with --isolate none"
              .formatted(checkout.root(), root));
    }
    if (Files.exists(root)) {
      throw new IllegalArgumentException(root + " exists: it would be removed with the copy");
    }
    PrivateCopy copy = new PrivateCopy(checkout, root);
    try {
      new Copying(checkout, chunk, root, processes).run();
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
    return copy;
  }

  @Override
  public Path directory() {
    return root.resolve(checkout.workingDirectory());
  }

  @Override
  public Path own(Path path) {
    if (!path.isAbsolute()) {
      return path;
    }
    return checkout
        .relative(path)
        .filter(inside -> !checkout.isCommon(inside))
        .map(root::resolve)
        .orElse(path);
  }

  @Override
  public SortedMap<Path, Path> originals() {
    return new TreeMap<>(Map.of(root, checkout.root()));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Moved are the entries of PYTHONPATH, the workspace of the forge and variables of ours that
   * are a path; PWD is where the chunk starts. All others stay: what they mean is not known.
   */
  @Override
  public SortedMap<String, String> environment(Map<String, String> variables, Path hook) {
    SortedMap<String, String> moved = new TreeMap<>(variables);
    moved.replaceAll(
        (name, value) ->
            WORKSPACES.contains(name) || name.startsWith("SLIPCOVER_SHARD_") ? own(value) : value);
    moved.put("PWD", directory().toString());
    moved.put(
        "PYTHONPATH",
        Stream.concat(
                Stream.of(hook.toString()),
                Stream.of(variables.getOrDefault("PYTHONPATH", ""))
                    .filter(entries -> !entries.isEmpty())
                    .flatMap(entries -> Arrays.stream(entries.split(":", -1)))
                    .map(this::own))
            .collect(Collectors.joining(":")));
    moved.put(
        "SLIPCOVER_SHARD_RELOCATE",
        Stream.concat(Stream.of(checkout.root(), root), checkout.commonLibraries().stream())
            .map(Path::toString)
            .collect(Collectors.joining("\n")));
    return moved;
  }

  @Override
  public Written collect(KeepGlobs keep, Path kept) {
    List<Path> saved = new ArrayList<>();
    int newFiles = 0;
    try {
      for (Path file : filesBelow(root)) {
        Path path = root.relativize(file);
        if (checkout.linked().contains(path) || checkout.isTemplate(path)) {
          continue;
        }
        Checkout.@Nullable Stamp before = checkout.files().get(path);
        if (before == null) {
          newFiles++;
        }
        Path name = directory().relativize(file);
        if (file.startsWith(directory())
            && keep.matches(name)
            && !stamp(file).equals(before)
            && save(file, kept.resolve(name))) {
          saved.add(name);
        }
      }
    } catch (IOException e) {
      throw new ShardException(
          ExitCode.USAGE,
          "keep: cannot save files of the private copy %s to %s: %s; make room or make it writable"
              .formatted(root, kept, e.getMessage()),
          e);
    }
    return new Written(newFiles, saved);
  }

  @Override
  public void close() {
    remove(root);
  }

  private String own(String value) {
    return value.startsWith("/") ? SurrogateEscape.name(own(SurrogateEscape.path(value))) : value;
  }

  private static Checkout.Stamp stamp(Path file) throws IOException {
    return Checkout.Stamp.of(
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
  }

  /** A link is saved as what it leads to, if that is a file of the copy. */
  private boolean save(Path file, Path target) throws IOException {
    if (!Files.isRegularFile(file) || !file.toRealPath().startsWith(root)) {
      return false;
    }
    Files.createDirectories(target.getParent());
    Files.copy(
        file, target, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path entry : entries(folder)) {
      if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        files.add(entry);
      } else if (!UNCOUNTED.contains(String.valueOf(entry.getFileName()))) {
        files.addAll(filesBelow(entry));
      }
    }
    return files;
  }

  private static void remove(Path path) {
    try {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        entries(path).forEach(PrivateCopy::remove);
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // A file of another user, or one that a stray process still writes: the rest goes.
    }
  }

  /** What lies in a folder of the copy, which a test may have made unreadable or read-only. */
  private static List<Path> entries(Path folder) throws IOException {
    Set<PosixFilePermission> permissions =
        Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
    Set<PosixFilePermission> all =
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE);
    all.addAll(permissions);
    if (!permissions.equals(all)) {
      Files.setPosixFilePermissions(folder, all);
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
