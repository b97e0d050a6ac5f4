package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.SurrogateEscape;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The making of one private copy: what can be copied whole by cp, which is several times faster
 * than copying in this process and shares blocks where the file system can; the rest by hand.
 */
final class Copying {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  /**
   * Arguments for one cp: far below the kernel's limit even when every path is as long as allowed.
   */
  private static final int ARGUMENTS = 400;

  private final Checkout checkout;
  private final int chunk;
  private final Path root;
  private final Processes processes;

  Copying(Checkout checkout, int chunk, Path root, Processes processes) {
    this.checkout = checkout;
    this.chunk = chunk;
    this.root = root;
    this.processes = processes;
  }

  void run() {
    try {
      SortedMap<Path, List<Path>> wholes = checkout.wholes(chunk);
      for (Map.Entry<Path, List<Path>> folder : wholes.entrySet()) {
        Files.createDirectories(root.resolve(folder.getKey()));
        copy(folder.getValue(), root.resolve(folder.getKey()));
      }
      for (Path folder : checkout.linked()) {
        Files.createSymbolicLink(root.resolve(folder), checkout.root().resolve(folder));
      }
      for (Map.Entry<Path, Path> link : checkout.links(root).entrySet()) {
        Files.createSymbolicLink(root.resolve(link.getKey()), link.getValue());
      }
      dropPytestCaches();
      keepGitWorking();
      for (Path folder : new TreeMap<>(wholes).descendingKeySet()) {
        copyAttributes(folder);
      }
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void copy(List<Path> entries, Path folder) throws IOException {
    for (int from = 0; from < entries.size(); from += ARGUMENTS) {
      List<Path> some = entries.subList(from, Math.min(from + ARGUMENTS, entries.size()));
      Path errors = Files.createTempFile("slipcover-shard-cp", ".log");
      try {
        int code = await(start(some, folder, errors.toFile()));
        List<String> lines = Files.readAllLines(errors).stream().filter(Copying::isLoss).toList();
        if (code != 0 && (!lines.isEmpty() || Files.size(errors) == 0)) {
          throw new IOException(lines.isEmpty() ? silent(code) : lines.get(0));
        }
        for (Path entry : some) {
          if (isThere(checkout.root().resolve(entry)) && !isThere(root.resolve(entry))) {
            throw new IOException("'" + entry + "' has a name that LC_ALL=C.UTF-8 is needed for");
          }
        }
      } finally {
        Files.deleteIfExists(errors);
      }
    }
  }

  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** A full disk may swallow the complaint about it. */
  private String silent(int code) throws IOException {
    return Files.getFileStore(root).getUsableSpace() < 1 << 16
        ? "No space left on device"
        : "cp ended with code " + code;
  }

  private Process start(List<Path> entries, Path folder, File errors) {
    List<String> arguments = new ArrayList<>(List.of("cp"));
    // Without ownership, as then git finds a repository of ours and does not refuse to work in it.
    arguments.addAll(
        Files.isDirectory(Path.of("/System/Library")) // macOS
            ? List.of("-cpPR", "--")
            : List.of("-a", "--no-preserve=ownership", "--reflink=auto", "--"));
    entries.forEach(entry -> arguments.add(SurrogateEscape.name(entry)));
    arguments.add(folder + "/");
    try {
      return processes.start(
          new ChildCommand(
              arguments,
              checkout.root(),
              new TreeMap<>(Map.of("LC_ALL", "C")),
              Redirect.from(new File("/dev/null")),
              Redirect.DISCARD,
              Redirect.to(errors)));
    } catch (IOException e) {
      throw new ShardException(
          ExitCode.USAGE,
          "isolate: cp cannot be started (" + e.getMessage() + "); install coreutils",
          e);
    }
  }

  private int await(Process process) throws IOException {
    try {
      if (process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        if (Thread.currentThread().isInterrupted()) {
          throw interrupted(new InterruptedException()); // waitFor does not look when cp was quick
        }
        return process.exitValue();
      }
      throw new IOException("cp took longer than " + LIMIT.toMinutes() + " minutes");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    } finally {
      process.destroy();
    }
  }

  /** A file that went away while it was to be copied, as temporary files do, is not lost by us. */
  private static boolean isLoss(String line) {
    return !(line.endsWith(": No such file or directory")
        && (line.startsWith("cp: cannot stat ")
            || (line.startsWith("cp: cannot open ") && line.contains(" for reading"))));
  }

  /**
   * pytest compiles tests with the names of their files and would load them with the checkout's.
   */
  private void dropPytestCaches() throws IOException {
    for (Path file : checkout.files().keySet()) {
      if (file.toString().contains("/__pycache__/") && file.toString().contains("-pytest-")) {
        Files.deleteIfExists(root.resolve(file));
      }
    }
  }

  private void keepGitWorking() throws IOException {
    if (checkout.ownsGitObjects()) {
      // Objects never change: the copy adds its own and reads the checkout's, however many.
      Path info = Files.createDirectories(root.resolve(".git/objects/info"));
      Files.writeString(info.resolve("alternates"), checkout.root().resolve(".git/objects") + "\n");
    }
    Path pointer = root.resolve(".git");
    if (Files.isRegularFile(pointer, LinkOption.NOFOLLOW_LINKS)) {
      String[] words = Files.readString(pointer).strip().split(" ", 2);
      if (words.length == 2 && Path.of(words[1]).normalize().startsWith("..")) {
        Path directory = checkout.root().resolve(words[1]).normalize();
        Files.writeString(pointer, words[0] + " " + directory + "\n");
      }
    }
  }

  private void copyAttributes(Path folder) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(checkout.root().resolve(folder), PosixFileAttributes.class);
    PosixFileAttributeView view =
        Files.getFileAttributeView(root.resolve(folder), PosixFileAttributeView.class);
    view.setPermissions(attributes.permissions());
    view.setTimes(attributes.lastModifiedTime(), attributes.lastAccessTime(), null);
  }

  private ShardException interrupted(Exception e) {
    return new ShardException(
        ExitCode.INTERRUPTED, "interrupted while the checkout was copied for chunk " + chunk, e);
  }

  private ShardException failed(IOException e) {
    String why = (e instanceof AccessDeniedException ? "Permission denied: " : "") + e.getMessage();
    String what =
        "isolate: chunk %d gets no private copy of %s in %s: %s; "
            .formatted(chunk, checkout.root(), root, why);
    if (Stream.of("No space left", "quota").anyMatch(why::contains)) {
      return new ShardException(
          ExitCode.CHUNK_FAILED,
          what + "free space there, set TMPDIR to a larger disk, or use fewer chunks",
          e);
    }
    return why.contains("Permission denied")
        ? new ShardException(
            ExitCode.USAGE, what + "make it accessible, or run with --isolate none", e)
        : new ShardException(
            ExitCode.CHUNK_FAILED, what + "cure that, or run with --isolate none", e);
  }
}
