package com.cleveragents.slipcovershard.run;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Removes files and folders that a suite has used: folders without rights get them back, links are
 * removed and not followed, and what appears meanwhile is removed as well.
 */
final class FileTree {
  /** How often a folder is emptied again into which a process still writes. */
  private static final int ROUNDS = 5;

  private static final Duration PAUSE = Duration.ofMillis(20);

  private static final Set<PosixFilePermission> RIGHTS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private FileTree() {}

  /**
   * Removes a file, or a folder with all that is in it.
   *
   * @throws FileSystemException if something of it cannot be removed
   */
  static void delete(Path root) throws IOException {
    List<String> left = remove(root);
    if (!left.isEmpty()) {
      throw new FileSystemException(root.toString(), null, left.get(0));
    }
  }

  /** Removes as much as can be removed; says what is left, and why, in the order of the walk. */
  static List<String> remove(Path root) {
    List<String> left = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      left.clear();
      remove(root, left);
      if (left.isEmpty()) {
        break;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return left;
  }

  private static void remove(Path path, List<String> left) {
    try {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        for (Path child : children(path)) {
          remove(child, left);
        }
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      if (left.isEmpty()) { // a folder is not empty because of the first of these
        left.add(e.toString());
      }
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    allow(folder);
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  /** Gives a folder back the rights that a test has taken from its owner. */
  private static void allow(Path folder) {
    try {
      Set<PosixFilePermission> permissions =
          Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
      if (!permissions.containsAll(RIGHTS)) {
        Set<PosixFilePermission> all = EnumSet.copyOf(RIGHTS);
        all.addAll(permissions);
        Files.setPosixFilePermissions(folder, all);
      }
    } catch (IOException | UnsupportedOperationException e) {
      // It is somebody else's, or has no such rights: removing it tells.
    }
  }
}
