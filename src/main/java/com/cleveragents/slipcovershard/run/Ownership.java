package com.cleveragents.slipcovershard.run;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Gives what a run left in the workspace to whom the workspace belongs: a container runs as root,
 * and files of root would be in the way of the next job.
 */
public final class Ownership {
  private static final int ROOT = 0;

  /** Times of files are coarser than clocks. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private Ownership() {}

  /**
   * Files of root that changed since then get the owner and group of the workspace. What cannot be
   * given away stays as it is: it is no reason to fail a run.
   */
  public static void giveBack(Path workspace, Instant since) {
    try {
      int owner = owner(workspace);
      int group = (int) Files.getAttribute(workspace, "unix:gid");
      if (owner == ROOT || ours() != ROOT) {
        return;
      }
      FileTime earliest = FileTime.from(since.minus(TOLERANCE));
      Files.walkFileTree(
          workspace,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes basic) {
              give(folder, owner, group, earliest);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes basic) {
              give(file, owner, group, earliest);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException | UnsupportedOperationException e) {
      // Not a file system with owners.
    }
  }

  /** The number of the user to whom a file or directory belongs. */
  public static int owner(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:uid");
  }

  /** The number of the user that we are. */
  public static int ours() throws IOException {
    return owner(Path.of("/proc/self"));
  }

  private static void give(Path file, int owner, int group, FileTime earliest) {
    try {
      Map<String, Object> now =
          Files.readAttributes(file, "unix:uid,ctime", LinkOption.NOFOLLOW_LINKS);
      boolean ours = Integer.valueOf(ROOT).equals(now.get("uid"));
      if (ours && now.get("ctime") instanceof FileTime time && time.compareTo(earliest) >= 0) {
        Files.setAttribute(file, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
      }
    } catch (IOException e) {
      // It went away meanwhile, or may not be given away.
    }
  }
}
