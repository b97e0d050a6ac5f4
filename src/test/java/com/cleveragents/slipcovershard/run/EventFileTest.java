package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.run.EventDecoder.Sent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a worker appends comes out whole and in order, wherever the file ended when it was read. */
class EventFileTest {
  private static final String START =
      "{\"event\":\"start\",\"unit\":7,\"scenario\":1,\"at\":0.25,\"pid\":42}\n";
  private static final Sent STARTED = new Sent(42, 0.25, new Event.ScenarioStarted(7, 1));

  private @TempDir Path folder;
  private Path path;
  private Path record;
  private EventFile file;

  @BeforeEach
  void create() throws IOException {
    path = folder.resolve("events");
    record = folder.resolve("events-1.jsonl");
    file = EventFile.create(path, record);
  }

  @AfterEach
  void close() {
    file.close();
  }

  private void append(String text) throws IOException {
    Files.write(path, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
  }

  @Test
  void givesEachEventOnce() throws Exception {
    assertEquals(List.of(), file.news());
    append(START + START);
    assertEquals(List.of(STARTED, STARTED), file.news());
    assertEquals(List.of(), file.news());
    append(START);
    assertEquals(List.of(STARTED), file.news());
    assertEquals(START + START + START, Files.readString(record));
  }

  @Test
  void waitsForTheEndOfALine() throws Exception {
    for (int end = 1; end < START.length(); end++) {
      append(START.substring(0, end));
      assertEquals(List.of(), file.news());
      append(START.substring(end) + START.substring(0, 1));
      assertEquals(List.of(STARTED), file.news());
      append(START.substring(1));
      assertEquals(List.of(STARTED), file.news());
    }
  }

  @Test
  void takesLinesThatAreLongerThanItsBuffer() throws Exception {
    String error = "ü".repeat(100_000);
    append(
        START + "{\"event\":\"broken\",\"error\":\"" + error + "\",\"at\":1,\"pid\":42}\n" + START);

    assertEquals(List.of(STARTED, new Sent(42, 1, new Event.Broken(error)), STARTED), file.news());
  }

  @Test
  void readsOnWhenItsNameIsTakenAway() throws Exception {
    Path elsewhere = Files.move(path, folder.resolve("elsewhere"));
    Files.writeString(elsewhere, START, StandardOpenOption.APPEND);

    assertEquals(List.of(STARTED), file.news());
  }

  @Test
  void noticesThatItWasCutShort() throws Exception {
    append(START + START);
    file.news();
    Files.writeString(path, START);

    assertEquals(List.of(), file.news());
    assertEquals(Optional.of("events have gone"), file.damage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "text\n",
        "{}\n",
        "{\"event\":\n",
        "{\"event\":\"other\"}\n",
        "{\"event\":\"touched\",\"places\":{\"filfile\":[\"a\"]}}\n",
        "{\"event\":\"unit_end\",\"rest\":{\"x\":\"\"}}\n"
      })
  void givesWhatCameBeforeALineThatNoWorkerWritesAndNothingAfterIt(String line) throws Exception {
    append(START + line + START);

    assertEquals(List.of(STARTED), file.news());
    assertEquals(Optional.of("a line is no event: " + line.strip()), file.damage());
    append(START);
    assertEquals(List.of(), file.news());
  }

  @Test
  void isReadByAThreadThatIsInterrupted() throws Exception {
    append(START);
    Thread.currentThread().interrupt();
    List<Sent> news = file.news();

    assertTrue(Thread.interrupted());
    assertEquals(List.of(STARTED), news);
    assertEquals(START, Files.readString(record));
  }

  @Test
  void needsNoRecord() throws Exception {
    try (EventFile unrecorded = EventFile.create(folder.resolve("other"), Path.of("/dev/full"))) {
      Files.writeString(folder.resolve("other"), START, StandardOpenOption.APPEND);

      assertEquals(List.of(STARTED), unrecorded.news());
    }
  }
}
