package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.SurrogateEscape;
import com.cleveragents.slipcovershard.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The directory where everything is written: who may use it, what is old in it, where things are.
 */
public final class BuildDirectory implements AutoCloseable {
  private static final String NAME = "slipcover-shard";
  static final String LOCK = "lock";

  /** A build-dir may be two levels below a project's root for us to find it. */
  private static final int LEVELS = 4;

  private final Path directory;
  private final Optional<Path> replay;
  private final FileChannel lockChannel;
  private final WrittenFiles written;

  /** Files of this run into which processes write, by name: what the file system calls them. */
  private final SortedMap<String, Object> begun;

  private BuildDirectory(
      Path directory,
      Optional<Path> replay,
      FileChannel lockChannel,
      WrittenFiles written,
      SortedMap<String, Object> begun) {
    this.directory = directory;
    this.replay = replay;
    this.lockChannel = lockChannel;
    this.written = written;
    this.begun = begun;
  }

  /**
   * Makes the directory where it is missing and locks it until {@link #close}.
   *
   * @throws ShardException if it cannot be written, another run holds it, or a folder of somebody
   *     else has the name of ours
   */
  public static BuildDirectory lock(Path directory, Instant now) {
    Path ours = ours(directory);
    try {
      if (OldFiles.isOfSomebodyElse(ours)) {
        throw OldFiles.notOurs(List.of(ours));
      }
      Files.createDirectories(ours);
      Path file = ours.resolve(LOCK);
      FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
      if (!tryLock(channel)) {
        String holder = RegularFile.text(file).strip();
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
      WrittenFiles written = WrittenFiles.read(directory, ours);
      written.save();
      return new BuildDirectory(
          directory, Optional.empty(), channel, written, new ConcurrentSkipListMap<>());
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
    if (!RegularFile.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null ? Optional.of(RegularFile.text(file).strip()) : Optional.empty();
    } catch (OverlappingFileLockException e) {
      return Optional.of(RegularFile.text(file).strip()); // another run in this very JVM
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
              if (folder.endsWith(NAME) && RegularFile.exists(folder.resolve(LOCK))) {
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

  /**
   * Removes what earlier runs wrote, so that nothing old is ever taken for new.
   *
   * @param reports names of the reports that this run is to write
   * @param template whether it copies a template database
   * @throws ShardException if a file that no run of ours wrote is in the way; nothing is removed
   */
  public void clear(Set<String> reports, boolean template) {
    try {
      new OldFiles(directory, written).remove(reports, template);
      written.clear();
    } catch (IOException | UncheckedIOException e) {
      throw new ShardException(
          ExitCode.USAGE,
          "old files of an earlier run in build-dir " + directory + " cannot be removed: " + e,
          e);
    }
  }

  /**
   * Refuses to write reports in the place of files that no run of ours wrote.
   *
   * @param reports their names
   */
  public void refuseFilesOfOthers(Set<String> reports) {
    try {
      new OldFiles(directory, written).refuseOthers(reports::contains);
    } catch (IOException e) {
      throw new ShardException(
          ExitCode.USAGE, "build-dir " + directory + " cannot be read: " + e, e);
    }
  }

  /**
   * Removes what an earlier replay left, and the chunk's database. All else stays: it is what the
   * replay is to explain.
   */
  public BuildDirectory clearForReplay(int chunk) {
    Path replay = ours().resolve("replay");
    Path template = files(chunk).template();
    try {
      for (Path file : TemplateDatabase.filesOf(template)) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
          if (!written.isUnchanged(name(file))) {
            throw OldFiles.notOurs(List.of(file));
          }
          Files.delete(file);
        }
      }
      FileTree.delete(replay);
      Files.createDirectories(replay);
    } catch (IOException e) {
      throw new ShardException(
          ExitCode.USAGE, "old files in " + directory + " cannot be removed: " + e, e);
    }
    return new BuildDirectory(directory, Optional.of(replay), lockChannel, written, begun);
  }

  private String name(Path file) {
    return directory.relativize(file).toString();
  }

  /**
   * Writes a file and lists it as written by this run.
   *
   * @param name relative to the directory, with slashes
   */
  public void write(String name, WholeFile.Content content) {
    Path file = directory.resolve(name);
    try {
      makeFolders(name);
      WholeFile.write(file, ours(), content, sha256 -> written.add(name, sha256));
    } catch (IOException e) {
      throw new ShardException(
          ExitCode.USAGE,
          "cannot write " + file + ": " + e + ". Make it writable or choose another --build-dir.",
          e);
    }
  }

  /** Writes a text. */
  public void write(String name, String text) {
    write(name, out -> out.write(SurrogateEscape.visible(text).getBytes(StandardCharsets.UTF_8)));
  }

  /** Makes the folders of a file, and ours; none of them may be a link that a test has planted. */
  private void makeFolders(String name) throws IOException {
    Files.createDirectories(directory);
    for (Path folder : List.of(ours(), directory.resolve(name).getParent())) {
      if (WrittenFiles.hasLinks(directory, name(folder))) {
        throw new FileSystemException(folder.toString(), null, "a link is in its place");
      }
      Files.createDirectories(folder);
    }
  }

  /**
   * Gives a file that a process of this run has written its name in the directory, and lists it.
   *
   * @param from a regular file
   */
  void adopt(Path from, Path to) throws IOException {
    if (to.startsWith(directory)) {
      makeFolders(name(to));
      written.add(name(to), RegularFile.sha256(from));
    }
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Lists a file in our folder that this run was given by others. */
  public void adopt(String name) {
    try {
      written.add(name, RegularFile.sha256(directory.resolve(name)));
    } catch (NoSuchFileException e) {
      // Nothing was given.
    } catch (IOException e) {
      throw new ShardException(ExitCode.USAGE, name + " cannot be read: " + e, e);
    }
  }

  /** Lists a database that the suite is going to change, with the files that SQLite adds. */
  void listDatabase(Path file) throws IOException {
    if (file.startsWith(directory)) {
      for (Path one : TemplateDatabase.filesOf(file)) {
        written.addChanging(name(one));
      }
    }
  }

  /** Begins a new and empty file for output of a process, in the place of whatever has its name. */
  void begin(Path file) throws IOException {
    FileTree.delete(file);
    Files.createDirectories(file.getParent());
    WholeFile.create(file).close();
    if (file.startsWith(directory)) {
      begun.put(name(file), key(file));
    }
  }

  /** Begins the log of something that runs beside the chunks, and gives its path. */
  public Path beginLog(String name) {
    Path log = ours().resolve(name);
    try {
      begin(log);
    } catch (IOException e) {
      throw new ShardException(ExitCode.USAGE, "cannot write " + log + ": " + e, e);
    }
    return log;
  }

  private static Object key(Path file) throws IOException {
    return String.valueOf(
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey());
  }

  /** Takes over what another run has written in a folder of this directory. */
  public void include(BuildDirectory other) {
    other.begun.forEach((name, key) -> begun.put(name(other.directory.resolve(name)), key));
  }

  /** Names of the files that this run has written or begun, sorted. */
  public SortedSet<String> written() {
    SortedSet<String> names = written.names();
    names.addAll(begun.keySet());
    return names;
  }

  /** Whether a file of the directory is as this run has written it. */
  public boolean isOfThisRun(Path file) {
    return file.startsWith(directory) && isOfThisRun(name(file));
  }

  /** Whether a file is the one that this run has written: no other in its place, and no link. */
  public boolean isOfThisRun(String name) {
    Object key = begun.get(name);
    if (key == null) {
      return written.isUnchanged(name);
    }
    Path file = directory.resolve(name);
    try {
      return RegularFile.exists(file)
          && !WrittenFiles.hasLinks(directory, name)
          && key(file).equals(key);
    } catch (IOException e) {
      return false; // it went away meanwhile
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

  /** Saves the list of what was written, and releases the lock. */
  @Override
  public void close() {
    try (lockChannel) {
      if (Files.isDirectory(ours(), LinkOption.NOFOLLOW_LINKS)) {
        written.save(); // the suite may have spoilt it
      }
    } catch (IOException e) {
      // The result is published; the next run says what is in its way.
    }
  }
}
