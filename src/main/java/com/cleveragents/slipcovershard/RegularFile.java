package com.cleveragents.slipcovershard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The one way to read a file that a suite could have replaced. Only regular files are opened: a
 * FIFO would make the program wait for ever, a device may give anything, and a link may lead to a
 * file that is not meant.
 */
public final class RegularFile {
  private static final int BUFFER = 1 << 16;

  private RegularFile() {}

  /** Whether there is a regular file of that name; a link is none. */
  public static boolean exists(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Opens a file that this program or a process of a run has written.
   *
   * @throws FileSystemException if it is a link, or anything else than a regular file
   */
  public static InputStream open(Path file) throws IOException {
    check(file, LinkOption.NOFOLLOW_LINKS);
    return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Opens a file that the user has named, which may be a link to one. */
  public static InputStream openNamed(Path file) throws IOException {
    check(file);
    return Files.newInputStream(file);
  }

  /** The bytes of a file that this program or a process of a run has written. */
  public static byte[] bytes(Path file) throws IOException {
    try (InputStream in = open(file)) {
      return in.readAllBytes();
    }
  }

  /** The text of such a file; what is no UTF-8 is replaced. */
  public static String text(Path file) throws IOException {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  /** The SHA-256 of such a file, in lower-case hexadecimal digits. */
  public static String sha256(Path file) throws IOException {
    MessageDigest digest = WholeFile.sha256();
    try (InputStream in = open(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Refuses what is no regular file. */
  public static void check(Path file, LinkOption... options) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, options);
    if (attributes.isDirectory()) {
      throw new FileSystemException(file.toString(), null, "is a directory, not a file");
    } else if (attributes.isSymbolicLink()) {
      throw new FileSystemException(file.toString(), null, "is a link, not a file");
    } else if (!attributes.isRegularFile()) {
      throw new FileSystemException(
          file.toString(), null, "is a pipe, socket or device, not a file");
    }
  }

  /** The same, for a file that may be missing. */
  public static boolean isMissing(Path file) throws IOException {
    try {
      check(file);
      return false;
    } catch (NoSuchFileException e) {
      return true;
    }
  }
}
