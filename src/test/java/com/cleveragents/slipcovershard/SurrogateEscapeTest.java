package com.cleveragents.slipcovershard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurrogateEscapeTest {

  @ParameterizedTest
  @CsvSource({
    "636166e9, caf\\udce9",
    "ff, \\udcff",
    "c3a9ff, é\\udcff",
    "e282, \\udce2\\udc82",
    "e2c3a9, \\udce2é",
    "c080, \\udcc0\\udc80",
    "eda080, \\udced\\udca0\\udc80",
    "f09f8e89, 🎉",
    "f4908080, \\udcf4\\udc90\\udc80\\udc80"
  })
  void escapesTheBytesThatPythonEscapes(String hex, String visible) {
    String text = SurrogateEscape.decode(HexFormat.of().parseHex(hex));

    assertEquals(visible, SurrogateEscape.visible(text));
    assertEquals(visible.equals(text), SurrogateEscape.isUnicode(text));
  }

  @Test
  void givesEveryBytesBack() {
    Random random = new Random(25);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      assertArrayEquals(bytes, SurrogateEscape.encode(SurrogateEscape.decode(bytes)));
    }
  }

  @Test
  void writesSurrogatesThatStandForNoByteAsEscapes() {
    assertEquals("a\\ud800", SurrogateEscape.visible("a\ud800"));
    assertArrayEquals(
        "a\\ud800".getBytes(StandardCharsets.US_ASCII), SurrogateEscape.encode("a\ud800"));
  }

  @Test
  void namesFilesAsPythonDoes(@TempDir Path folder) throws IOException {
    String name = "sub\udcff/caf\udce9 %41 é.py";
    Path file = folder.resolve(SurrogateEscape.path(name));
    Files.createDirectories(file.getParent());
    Files.createFile(file);

    try (DirectoryStream<Path> subs = Files.newDirectoryStream(folder)) {
      Path sub = subs.iterator().next();
      assertEquals(folder + "/sub\udcff", SurrogateEscape.name(sub));
      assertEquals("sub\udcff", SurrogateEscape.name(sub.getFileName()));
      assertTrue(Files.exists(sub.resolve(SurrogateEscape.path("caf\udce9 %41 é.py"))));
    }
    assertEquals(name, SurrogateEscape.name(folder.relativize(file)));
    assertTrue(Files.exists(SurrogateEscape.path(folder + "/" + name)));
    assertFalse(Files.exists(folder.resolve(SurrogateEscape.path("sub\udcfe"))));
  }
}
