package com.cleveragents.slipcovershard;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The one way to write a file: under a random name that nobody can have planted, then moved to its
 * place. Under its own name a file is whole or absent, and a link there is replaced, not followed.
 */
public final class WholeFile {
  /** What fills a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; does not close the stream. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Takes the SHA-256 of a file that is written and does not have its name yet. */
  @FunctionalInterface
  public interface Notice {
    void accept(String sha256) throws IOException;
  }

  private WholeFile() {}

  /** Writes a text as UTF-8, beside its place. */
  public static void write(Path file, String text) throws IOException {
    write(file, out -> out.write(SurrogateEscape.visible(text).getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes a file beside its place, in a folder that is made where it is missing. */
  public static void write(Path file, Content content) throws IOException {
    Path folder = file.toAbsolutePath().resolveSibling("");
    Files.createDirectories(folder);
    write(file, folder, content, sha256 -> {});
  }

  /**
   * Writes a file.
   *
   * @param beside the folder for the unfinished file, on the same disk
   * @param notice learns what was written just before the file gets its name
   */
  public static void write(Path file, Path beside, Content content, Notice notice)
      throws IOException {
    Path unfinished = beside.resolve("." + UUID.randomUUID() + ".part");
    MessageDigest digest = sha256();
    try {
      try (OutputStream out =
          new BufferedOutputStream(new DigestOutputStream(create(unfinished), digest))) {
        content.writeTo(out);
      }
      notice.accept(HexFormat.of().formatHex(digest.digest()));
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException e) {
      deleteAfter(e, unfinished);
      throw e;
    }
  }

  /** Opens a new file for writing; fails where anything has that name, a link among it. */
  public static OutputStream create(Path file) throws IOException {
    return Files.newOutputStream(
        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  /** A digest by which files are compared. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static void deleteAfter(Exception failure, Path unfinished) {
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
