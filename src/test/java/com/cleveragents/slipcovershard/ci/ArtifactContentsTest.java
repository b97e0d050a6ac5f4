package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactContentsTest {
  private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
  private static final Redaction REDACTION = Redaction.of(List.of("secret-of-the-job"));

  private @TempDir Path folder;
  private final SortedMap<String, ArtifactContents.Item> items = new TreeMap<>();

  private Path with(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name.replace('/', '-')), text);
    Files.setLastModifiedTime(file, TIME);
    items.put(name, new ArtifactContents.Item(file, REDACTION));
    return file;
  }

  private byte[] zip() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ArtifactContents(items).writeZip(out);
    return out.toByteArray();
  }

  private static List<String> unzipped(byte[] zip) throws IOException {
    List<String> found = new ArrayList<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        found.add(entry.getName() + "=" + text + "@" + entry.getLastModifiedTime());
      }
    }
    return found;
  }

  @Test
  void areInOrderWithTheTimesOfTheFilesAndWithoutSecrets() throws IOException {
    with("b/ü.log", "by secret-of-the-job!");
    with("a.txt", "");
    assertEquals(List.of("a.txt=@" + TIME, "b/ü.log=by ***!@" + TIME), unzipped(zip()));
  }

  @Test
  void giveTheSameBytesForTheSameFiles() throws IOException {
    with("b", "text".repeat(10_000));
    with("a", "other");
    assertArrayEquals(zip(), zip());
  }

  /** What has been read is what is stored, once: the zip has no room for a size told before. */
  @Test
  void mayGrowOrGoAwayWhileTheyAreRead() throws IOException {
    Path grows = with("a", "text".repeat(100_000));
    Path goes = with("b", "more");
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    OutputStream meanwhile =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            if (zip.size() == 0) {
              Files.writeString(grows, "end", StandardOpenOption.APPEND);
              Files.delete(goes);
            }
            zip.write(value);
          }
        };
    new ArtifactContents(items).writeZip(meanwhile);
    String name = unzipped(zip.toByteArray()).get(0).replaceFirst("@.*", "");
    assertEquals("a=" + "text".repeat(100_000) + "end", name);
    assertEquals(1, unzipped(zip.toByteArray()).size());
  }
}
