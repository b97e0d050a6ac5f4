package com.cleveragents.slipcovershard.ci;

import com.cleveragents.slipcovershard.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The files of an artifact. They are read when they are sent, each time anew: nothing is kept in
 * memory or in another file.
 *
 * @param files by their names in the artifact, slashes between folders
 */
public record ArtifactContents(SortedMap<String, Item> files) {
  public ArtifactContents {
    files = new TreeMap<>(files);
  }

  /**
   * One file.
   *
   * @param redaction what is taken out of it
   */
  public record Item(Path file, Redaction redaction) {}

  /** Writes them as a zip; a file that went away meanwhile is left out. */
  void writeZip(OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    for (var entry : files.entrySet()) {
      try (InputStream in = RegularFile.open(entry.getValue().file())) {
        ZipEntry header = new ZipEntry(entry.getKey());
        header.setLastModifiedTime(Files.getLastModifiedTime(entry.getValue().file()));
        zip.putNextEntry(header);
        entry.getValue().redaction().copy(in, zip);
        zip.closeEntry();
      } catch (NoSuchFileException e) {
        // The one who wrote it took it away again.
      }
    }
    zip.finish();
  }
}
