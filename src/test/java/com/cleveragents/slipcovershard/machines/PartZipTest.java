package com.cleveragents.slipcovershard.machines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartZipTest {
  private static final Pattern WANTED =
      Pattern.compile("slipcover-shard/ledger\\.json|coverage-chunk-\\d\\.json");
  private static final int MEBIBYTE = 1 << 20;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int LINK = 0120777;
  private static final int FILE = 0100644;

  private @TempDir Path folder;
  private Path unpacked = Path.of("");

  @BeforeEach
  void namesAFolder() {
    unpacked = folder.resolve("unpacked");
  }

  /** An entry as its headers describe it, which need not be true. */
  private static final class Entry {
    private final String name;
    private final int method;
    private final byte[] bytes;
    private final long crc;
    private final long size;
    private final int mode;

    Entry(String name, int method, byte[] bytes, long crc, long size, int mode) {
      this.name = name;
      this.method = method;
      this.bytes = bytes;
      this.crc = crc;
      this.size = size;
      this.mode = mode;
    }

    static Entry of(String name, String text) {
      byte[] bytes = text.getBytes(UTF_8);
      return new Entry(name, STORED, bytes, checksum(bytes), bytes.length, FILE);
    }

    static Entry deflated(String name, String text) {
      byte[] bytes = text.getBytes(UTF_8);
      return new Entry(name, DEFLATED, deflate(bytes), checksum(bytes), bytes.length, FILE);
    }

    Entry claiming(long otherCrc, long otherSize) {
      return new Entry(name, method, bytes, otherCrc, otherSize, mode);
    }

    Entry withMode(int other) {
      return new Entry(name, method, bytes, crc, size, other);
    }
  }

  private static long checksum(byte[] bytes) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    return checksum.getValue();
  }

  private static byte[] deflate(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(bytes);
    deflater.finish();
    byte[] buffer = new byte[bytes.length + 100];
    int length = deflater.deflate(buffer);
    deflater.end();
    return Arrays.copyOf(buffer, length);
  }

  /** Writes what no library would. */
  private static byte[] zip(Entry... entries) throws IOException {
    ByteArrayOutputStream files = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    for (Entry entry : entries) {
      byte[] name = entry.name.getBytes(UTF_8);
      ByteBuffer common = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
      common.putShort((short) 0x0800).putShort((short) entry.method).putInt(0);
      common.putInt((int) entry.crc).putInt(entry.bytes.length).putInt((int) entry.size);
      common.putShort((short) name.length).putShort((short) 0);
      ByteBuffer central = ByteBuffer.allocate(46).order(ByteOrder.LITTLE_ENDIAN);
      central.put(new byte[] {'P', 'K', 1, 2, 20, 3, 20, 0}).put(common.array());
      central.putShort((short) 0).putShort((short) 0).putShort((short) 0);
      central.putInt(entry.mode << 16).putInt(files.size());
      directory.write(central.array());
      directory.write(name);
      files.write(new byte[] {'P', 'K', 3, 4, 20, 0});
      files.write(common.array());
      files.write(name);
      files.write(entry.bytes);
    }
    ByteBuffer end = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
    end.put(new byte[] {'P', 'K', 5, 6}).putInt(0);
    end.putShort((short) entries.length).putShort((short) entries.length);
    end.putInt(directory.size()).putInt(files.size()).putShort((short) 0);
    files.write(directory.toByteArray());
    files.write(end.array());
    return files.toByteArray();
  }

  /** As a shard writes it. */
  private static byte[] good(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (var file : new TreeMap<>(files).entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private SortedMap<String, String> unpack(byte[] zip) throws IOException {
    PartZip.unpack(Files.write(folder.resolve("part.zip"), zip), WANTED, unpacked);
    return files();
  }

  private SortedMap<String, String> files() throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    if (Files.exists(unpacked)) {
      try (Stream<Path> all = Files.walk(unpacked)) {
        for (Path file : all.filter(path -> !Files.isDirectory(path)).toList()) {
          files.put(unpacked.relativize(file).toString(), Files.readString(file));
        }
      }
    }
    return files;
  }

  private String refused(byte[] zip) {
    ShardException refused = assertThrows(ShardException.class, () -> unpack(zip));
    assertEquals(ExitCode.COVERAGE_UNUSABLE, refused.code());
    assertTrue(refused.sentence().contains("part.zip"), refused.sentence());
    return refused.sentence();
  }

  private long bytesOnDisk() throws IOException {
    try (Stream<Path> all = Files.walk(unpacked)) {
      return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void unpacksWhatIsWantedAndNothingElse() throws IOException {
    Map<String, String> wanted =
        Map.of("slipcover-shard/ledger.json", "{}", "coverage-chunk-1.json", "größer".repeat(9000));
    TreeMap<String, String> files = new TreeMap<>(wanted);
    files.put("slipcover-shard/", "");
    files.put("slipcover-shard/chunk-1.log", "said");
    files.put("coverage-chunk-1.json.bak", "");
    files.put("deeper/coverage-chunk-1.json", "");
    assertEquals(wanted, unpack(good(files)));
    assertEquals(
        Map.of(
            "coverage-chunk-2.json",
            "",
            "coverage-chunk-3.json",
            "ab",
            "coverage-chunk-1.json",
            ""),
        new PartZipTest.Elsewhere(folder.resolve("other"))
            .unpack(
                zip(
                    Entry.of("coverage-chunk-2.json", ""),
                    Entry.deflated("coverage-chunk-3.json", "ab"),
                    Entry.deflated("coverage-chunk-1.json", ""))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "/",
        "..",
        "../coverage-chunk-1.json",
        "a/../../b",
        "a/..",
        "a/../",
        "a\\b",
        "..\\a",
        "C:/a",
        "c:a",
        "a\0b",
        "coverage-chunk-1.json\0",
      })
  void refusesNamesThatLeadOutOfTheFolder(String name) throws IOException {
    String sentence =
        refused(zip(Entry.of("coverage-chunk-1.json", "{}"), Entry.of(name, "gotcha")));
    assertTrue(sentence.contains("a file outside of its folder"), sentence);
    assertEquals(Map.of(), files(), "not even what came before");
  }

  @ParameterizedTest
  @ValueSource(strings = {"...", "..a", "a..", "a/..b/c", "ab:c", "a/b:c"})
  void takesNamesThatOnlyLookAlike(String name) throws IOException {
    assertEquals(
        Map.of("coverage-chunk-1.json", "{}"),
        unpack(zip(Entry.of("coverage-chunk-1.json", "{}"), Entry.of(name, "log"))));
  }

  @Test
  void makesNoLinks() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "untouched");
    String text = target.toString();
    SortedMap<String, String> files =
        unpack(
            zip(
                Entry.of("coverage-chunk-1.json", text).withMode(LINK),
                Entry.of("coverage-chunk-2.json.log", text).withMode(LINK),
                Entry.of("slipcover-shard", folder.toString()).withMode(LINK),
                Entry.of("slipcover-shard/ledger.json", "{}")));
    assertEquals(Map.of("coverage-chunk-1.json", text, "slipcover-shard/ledger.json", "{}"), files);
    for (String name : List.of("coverage-chunk-1.json", "slipcover-shard/ledger.json")) {
      assertTrue(Files.isRegularFile(unpacked.resolve(name), LinkOption.NOFOLLOW_LINKS), name);
    }
    assertTrue(Files.isDirectory(unpacked.resolve("slipcover-shard"), LinkOption.NOFOLLOW_LINKS));
    assertFalse(Files.exists(folder.resolve("ledger.json")));
    assertEquals("untouched", Files.readString(target));
  }

  @Test
  void refusesTwoFilesOfOneName() throws IOException {
    for (String name : List.of("coverage-chunk-1.json", "chunk-1.log")) {
      String sentence = refused(zip(Entry.of(name, "red"), Entry.of(name, "green")));
      assertTrue(sentence.contains("holds a file twice: " + name), sentence);
    }
  }

  /** A mebibyte of zeros again and again: each piece can be unpacked without those before it. */
  private static byte[] zeros(int mebibytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(new byte[MEBIBYTE]);
    byte[] buffer = new byte[4096];
    int length = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
    deflater.end();
    ByteBuffer all = ByteBuffer.allocate(length * mebibytes + 2);
    for (int number = 0; number < mebibytes; number++) {
      all.put(buffer, 0, length);
    }
    return all.put(new byte[] {3, 0}).array(); // the last block, empty
  }

  private static Entry bomb(String name, int mebibytes, long claimed) {
    CRC32 checksum = new CRC32();
    byte[] zeros = new byte[MEBIBYTE];
    for (int number = 0; number < mebibytes && mebibytes < 100; number++) {
      checksum.update(zeros);
    }
    return new Entry(name, DEFLATED, zeros(mebibytes), checksum.getValue(), claimed, FILE);
  }

  @ParameterizedTest
  @CsvSource({"4294967294, far more than its size", "1000, is damaged"})
  void doesNotFillTheDiskWithABomb(long claimed, String complaint) throws IOException {
    String sentence = refused(zip(bomb("coverage-chunk-1.json", 10 * 1024, claimed)));
    assertTrue(sentence.contains(complaint), sentence);
    assertTrue(bytesOnDisk() <= 1000, () -> "" + sentence);
  }

  @Test
  void countsAllFilesTogether() throws IOException {
    long size = 40L * MEBIBYTE;
    assertEquals(1, unpack(zip(bomb("coverage-chunk-1.json", 40, size))).size());
    String sentence =
        refused(
            zip(bomb("coverage-chunk-1.json", 40, size), bomb("coverage-chunk-2.json", 40, size)));
    assertTrue(sentence.contains("far more than its size: coverage-chunk-2.json"), sentence);
    assertTrue(bytesOnDisk() <= 64L * MEBIBYTE);
  }

  @Test
  void refusesMoreFilesThanAnyPartHas() throws IOException {
    Entry[] entries = new Entry[20_001];
    for (int number = 0; number < entries.length; number++) {
      entries[number] = Entry.of(number + ".log", "");
    }
    assertTrue(refused(zip(entries)).contains("holds 20001 files"));
  }

  @Test
  void refusesFilesThatAreNotWhatTheirHeadersSay() throws IOException {
    String name = "coverage-chunk-1.json";
    for (Entry entry : List.of(Entry.of(name, "{\"a\": 1}"), Entry.deflated(name, "{\"a\": 1}"))) {
      assertEquals(1, unpack(zip(entry)).size());
      for (Entry other :
          List.of(
              entry.claiming(entry.crc ^ 1, entry.size),
              entry.claiming(entry.crc, entry.size - 1),
              entry.claiming(entry.crc, entry.size + 1),
              entry.claiming(entry.crc, 0),
              entry.claiming(0, 0),
              entry.claiming(entry.crc, 0xffffffffL))) {
        refused(zip(other));
      }
    }
  }

  @Test
  void refusesWhatIsCutOff() throws IOException {
    byte[] whole = good(Map.of("slipcover-shard/ledger.json", "{}", "coverage-chunk-1.json", "{}"));
    for (int length = 0; length < whole.length; length++) {
      refused(Arrays.copyOf(whole, length));
    }
    assertEquals(2, unpack(whole).size());
  }

  @Test
  void refusesWhatIsNoZip() {
    refused("<html>Not found</html>".getBytes(UTF_8));
    refused(new byte[1000]);
    Path absent = folder.resolve("part.zip.part");
    ShardException refused =
        assertThrows(ShardException.class, () -> PartZip.unpack(absent, WANTED, unpacked));
    assertEquals(ExitCode.COVERAGE_UNUSABLE, refused.code());
  }

  /** Whatever byte is wrong: a file is as it was, or not there, or all of it is refused. */
  @Test
  void givesNoFileThatIsOtherwiseThanItWas() throws IOException {
    Map<String, String> files =
        Map.of(
            "slipcover-shard/ledger.json",
            "{\"exit_code\":0}".repeat(5),
            "coverage-chunk-1.json",
            "{\"files\":{}}");
    byte[] whole =
        zip(
            files.entrySet().stream()
                .map(
                    file ->
                        file.getKey().startsWith("s")
                            ? Entry.deflated(file.getKey(), file.getValue())
                            : Entry.of(file.getKey(), file.getValue()))
                .toArray(Entry[]::new));
    assertEquals(files, unpack(whole));
    int refused = 0;
    for (int bit = 0; bit < 8 * whole.length; bit += 9) {
      byte[] other = whole.clone();
      other[bit / 8] ^= (byte) (1 << (bit % 8));
      Elsewhere place = new Elsewhere(folder.resolve("bit-" + bit));
      try {
        for (String content : place.unpack(other).values()) {
          assertTrue(files.containsValue(content), content);
        }
      } catch (ShardException e) {
        assertEquals(ExitCode.COVERAGE_UNUSABLE, e.code());
        refused++;
      }
    }
    assertTrue(refused > whole.length / 3, refused + " of " + whole.length);
  }

  /** The same in a folder of its own. */
  private record Elsewhere(Path folder) {
    SortedMap<String, String> unpack(byte[] zip) throws IOException {
      PartZipTest other = new PartZipTest();
      other.folder = Files.createDirectories(folder);
      other.namesAFolder();
      return other.unpack(zip);
    }
  }
}
