package com.cleveragents.slipcovershard.machines;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The zip of an artifact that another machine made. Whoever can run a job of the workflow can have
 * made it, so nothing in it is believed: only files that are asked for are unpacked, always as
 * plain files that are as long as they claim to be and have the checksum that they claim, and no
 * more bytes than a zip of that size may hold.
 */
public final class PartZip {
  private static final int MOST_ENTRIES = 20_000;

  /** Coverage and ledgers come to a tenth and less; logs can be one line again and again. */
  private static final long RATIO = 100;

  private static final long ALWAYS = 64L << 20;

  /** Where a zip would write outside of its folder, on whatever system. */
  private static final Pattern ELSEWHERE =
      Pattern.compile("/.*|.*\\\\.*|[A-Za-z]:.*|(.*/)?\\.\\.(/.*)?|.*\\x00.*", Pattern.DOTALL);

  private PartZip() {}

  /**
   * Unpacks those of its files whose names match, under their names.
   *
   * @throws ShardException if it is damaged, or nothing that this program makes (code 6)
   */
  public static void unpack(Path zip, Pattern wanted, Path directory) {
    try {
      RegularFile.check(zip);
      unpackFile(zip, wanted, directory);
    } catch (ZipException e) {
      throw unusable(zip, "is damaged: " + e.getMessage());
    } catch (IOException e) {
      throw new ShardException(ExitCode.COVERAGE_UNUSABLE, zip + " cannot be unpacked: " + e, e);
    }
  }

  private static void unpackFile(Path zip, Pattern wanted, Path directory) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      List<ZipEntry> entries = entries(file, zip);
      long left = Math.max(ALWAYS, Files.size(zip) * RATIO);
      for (ZipEntry entry : entries) {
        if (wanted.matcher(entry.getName()).matches() && !entry.isDirectory()) {
          Path target = directory.resolve(entry.getName());
          Files.createDirectories(target.getParent());
          left -= entry.getSize();
          if (left < 0) {
            throw unusable(zip, "holds far more than its size: " + entry.getName());
          } else if (!isWritten(file, entry, target)) {
            throw unusable(zip, "is damaged: " + entry.getName() + " is not what it was");
          }
        }
      }
    }
  }

  private static List<ZipEntry> entries(ZipFile file, Path zip) {
    if (file.size() > MOST_ENTRIES) {
      throw unusable(zip, "holds " + file.size() + " files");
    }
    Set<String> names = new HashSet<>();
    List<ZipEntry> entries = file.stream().<ZipEntry>map(entry -> entry).toList();
    for (ZipEntry entry : entries) {
      if (ELSEWHERE.matcher(entry.getName()).matches()) {
        throw unusable(zip, "holds a file outside of its folder: " + entry.getName());
      } else if (!names.add(entry.getName())) {
        throw unusable(zip, "holds a file twice: " + entry.getName());
      }
    }
    return entries;
  }

  /** Whether all of it was there, and nothing else; Java compares neither for a file of a zip. */
  private static boolean isWritten(ZipFile file, ZipEntry entry, Path target) throws IOException {
    long left = entry.getSize();
    CRC32 checksum = new CRC32();
    byte[] buffer = new byte[1 << 16];
    Files.deleteIfExists(target); // a link among it
    try (InputStream in = file.getInputStream(entry);
        OutputStream out = WholeFile.create(target)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        left -= count;
        if (left < 0) {
          return false;
        }
        checksum.update(buffer, 0, count);
        out.write(buffer, 0, count);
      }
    }
    return left == 0 && checksum.getValue() == entry.getCrc();
  }

  private static ShardException unusable(Path zip, String what) {
    return new ShardException(
        ExitCode.COVERAGE_UNUSABLE,
        "the artifact " + zip.getFileName() + " " + what + ": it is no part that a shard made");
  }
}
