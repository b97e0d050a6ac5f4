package com.cleveragents.slipcovershard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegularFileTest {
  private @TempDir Path folder;

  @Test
  void readsLinksOnlyWhereTheUserMayHaveMadeThem() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertEquals("text", RegularFile.text(file));
    assertTrue(RegularFile.exists(file));
    assertFalse(RegularFile.exists(link));
    assertRefused(link, "is a link");
    try (var in = RegularFile.openNamed(link)) {
      assertEquals("text", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void opensNothingThatIsNoFile() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertRefused(pipe, "is a pipe, socket or device");
    assertThrows(FileSystemException.class, () -> RegularFile.openNamed(pipe));
    assertThrows(FileSystemException.class, () -> RegularFile.openNamed(Path.of("/dev/zero")));
    assertRefused(folder, "is a directory");
    assertTrue(RegularFile.isMissing(folder.resolve("missing")));
  }

  private static void assertRefused(Path file, String why) {
    FileSystemException refusal =
        assertThrows(FileSystemException.class, () -> RegularFile.open(file).close());
    assertTrue(refusal.toString().contains(why), refusal.toString());
  }
}
