package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The directory where everything is written: who may use it, what is old in it, where things are.
 */
public final class BuildDirectory implements AutoCloseable {
  /** What a run leaves at the top of the directory. */
  private static final Pattern OURS =
      Pattern.compile(
          "coverage(-partial|-shard)?\\.json|coverage\\.(xml|lcov|txt|md)|junit\\.xml|html"
              + "|coverage-chunk-\\d+\\.json|\\.template-migrated-\\d+\\.db(-wal|-shm|-journal)?");

  private static final String NAME = "slipcover-shard";
  private static final String LOCK = "lock";

  /** A build-dir may be two levels below a project's root for us to find it. */
  private static final int LEVELS = 4;

  /** What a new run spares in our folder; the environment says by itself whether it is stale. */
  private static final Set<String> SPARED =
      Set.of("lock", "timings.json", "venv", "install.log", "cache");

  private final Path directory;
  private final Optional<Path> replay;
  private final FileChannel lockChannel;

  private BuildDirectory(Path directory, Optional<Path> replay, FileChannel lockChannel) {
    this.directory = directory;
    this.replay = replay;
    this.lockChannel = lockChannel;
  }

  /**
   * Makes the directory where it is missing and locks it until {@link #close}.
   *
   * @throws ShardException if it cannot be written, or another run holds it
   */
  public static BuildDirectory lock(Path directory, Instant now) {
    Path ours = ours(directory);
    try {
      Files.createDirectories(ours);
      Path file = ours.resolve(LOCK);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!tryLock(channel)) {
        String holder = Files.readString(file).strip();
        channel.close();
        throw new ShardException(
            ExitCode.USAGE,
            "build-dir "
                + directory
                + " is in use by another run"
                + (holder.isEmpty() ? "" : " (" + holder + ")")
                + ": wait for it, or give this one another --build-dir");
      }
      signIn(channel, now);
      return new BuildDirectory(directory, Optional.empty(), channel);
    } catch (ClosedByInterruptException e) {
      throw new ShardException(ExitCode.INTERRUPTED, "the run was interrupted", e);
    } catch (IOException e) {
      throw new ShardException(
          ExitCode.USAGE, "build-dir " + directory + " cannot be written: " + e, e);
    }
  }

  /**
   * The run that holds the directory, as it calls itself; empty if there is none. Not to be asked
   * by a run that holds it: to Linux, all locks of a process end with the first file that is
   * closed.
   */
  public static Optional<String> holder(Path directory) throws IOException {
    Path file = ours(directory).resolve(LOCK);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    } catch (OverlappingFileLockException e) {
      return Optional.of(Files.readString(file).strip()); // another run in this very JVM
    }
  }

  /** Our folders in a project, those of runs with another build-dir; sorted. */
  public static SortedSet<Path> foldersOfOurs(Path project) {
    SortedSet<Path> found = new TreeSet<>();
    try {
      Files.walkFileTree(
          project,
          Set.of(),
          LEVELS,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              if (folder.endsWith(NAME) && Files.isRegularFile(folder.resolve(LOCK))) {
                found.add(folder);
                return FileVisitResult.SKIP_SUBTREE;
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE; // what we cannot see, the suite cannot either
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static void signIn(FileChannel channel, Instant now) throws IOException {
    String text = "process " + ProcessHandle.current().pid() + ", started " + now + "\n";
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another run in this very JVM
    }
  }

  /** Removes what earlier runs left, so that nothing old is ever taken for new. */
  public void clear() {
    try (Stream<Path> top = Files.list(directory);
        Stream<Path> inside = Files.list(ours(directory))) {
      List<Path> old =
          Stream.concat(
                  top.filter(path -> OURS.matcher(path.getFileName().toString()).matches()),
                  inside.filter(path -> !SPARED.contains(path.getFileName().toString())))
              .toList();
      for (Path path : old) {
        deleteTree(path);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new ShardException(
          ExitCode.USAGE,
          "old files of an earlier run in build-dir " + directory + " cannot be removed: " + e,
          e);
    }
  }

  /**
   * Removes what an earlier replay left, and the chunk's database. All else stays: it is what the
   * replay is to explain.
   */
  public BuildDirectory clearForReplay(int chunk) {
    Path replay = ours().resolve("replay");
    String template = files(chunk).template().getFileName().toString();
    try (Stream<Path> top = Files.list(directory)) {
      for (Path path : top.toList()) {
        if (path.getFileName().toString().startsWith(template)) {
          Files.delete(path);
        }
      }
      deleteTree(replay);
      Files.createDirectories(replay);
    } catch (IOException e) {
      throw new ShardException(
          ExitCode.USAGE, "old files in " + directory + " cannot be removed: " + e, e);
    }
    return new BuildDirectory(directory, Optional.of(replay), lockChannel);
  }

  /** Deletes a file or a directory with all that is in it; links are removed, not followed. */
  static void deleteTree(Path root) throws IOException {
    if (Files.isDirectory(root, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> children = Files.list(root)) {
        for (Path child : children.toList()) {
          deleteTree(child);
        }
      }
    }
    Files.deleteIfExists(root);
  }

  /** Writes a file beside its place and moves it there: under its name it is whole or absent. */
  public static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Path beside = file.resolveSibling(file.getFileName() + ".tmp");
      Files.writeString(beside, text);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new ShardException(ExitCode.USAGE, file + " cannot be written: " + e, e);
    }
  }

  static Path ours(Path directory) {
    return directory.resolve(NAME);
  }

  /** The directory itself. */
  public Path path() {
    return directory;
  }

  /** Our folder in it, which is never measured. */
  public Path ours() {
    return ours(directory);
  }

  /** Where a container keeps what it fetched, so that a workflow can keep it for the next run. */
  Path cache() {
    return ours().resolve("cache");
  }

  /** Where files of a chunk's private copy are kept. */
  Path kept(int chunk) {
    return replay.orElse(ours()).resolve("kept/chunk-" + chunk);
  }

  ChunkFiles files(int chunk) {
    return replay
        .map(folder -> ChunkFiles.in(folder, folder, chunk).withTemplateIn(directory))
        .orElseGet(() -> ChunkFiles.in(directory, ours(), chunk));
  }

  /** Those of the whole suite in one process, which is to it the first chunk. */
  ChunkFiles serialFiles(Path scratch) {
    ChunkFiles first = ChunkFiles.in(scratch, scratch, 1);
    return new ChunkFiles(
        ours().resolve("serial.log"),
        first.events(),
        ours().resolve("serial.part.json"),
        first.salvaged(),
        first.coverage(),
        first.outputs(),
        files(1).template());
  }

  /** Releases the lock. */
  @Override
  public void close() {
    try {
      lockChannel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
