package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeprecatedInputsTest {
  private static final DeprecatedInputs RENAMED =
      new DeprecatedInputs(
          List.of(new DeprecatedInputs.Renamed("parts-wanted", "chunks", "1.3", "1.4")));

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private Invocation with(Map<String, String> environment) {
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    return new Invocation(
        new TreeMap<>(environment),
        Path.of("").toAbsolutePath(),
        stream,
        stream,
        false,
        Clock.systemUTC(),
        Optional.empty());
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void standForTheNewOnesAndAreTold() {
    Invocation read = RENAMED.replacedIn(with(Map.of("INPUT_PARTS-WANTED", "4", "OTHER", "x")));

    assertEquals(Map.of("INPUT_CHUNKS", "4", "OTHER", "x"), read.environment());
    assertEquals(
        "the input parts-wanted is deprecated since 1.3 and will be gone in 1.4: write chunks in its"
            + " place\n",
        said());
  }

  @Test
  void thatAreEmptyAreNotGiven() {
    Invocation read =
        RENAMED.replacedIn(with(Map.of("INPUT_PARTS-WANTED", " ", "INPUT_CHUNKS", "2")));

    assertEquals(Map.of("INPUT_CHUNKS", "2"), read.environment());
    assertEquals("", said());
  }

  @Test
  void areNotGivenBesideTheNewOnes() {
    Map<String, String> both = Map.of("INPUT_PARTS-WANTED", "4", "INPUT_CHUNKS", "4");

    ShardException refusal =
        assertThrows(ShardException.class, () -> RENAMED.replacedIn(with(both)));

    assertEquals(ExitCode.USAGE, refusal.code());
    assertTrue(refusal.sentence().endsWith("leave parts-wanted out"), refusal.sentence());
  }

  /** Runners know the old ones by action.yml alone, and their time ends with a version. */
  @Test
  void ofThisVersionAreInTheActionFileAndNotOverdue() throws IOException {
    JsonNode inputs = new YAMLMapper().readTree(Path.of("action.yml").toFile()).path("inputs");
    ModuleDescriptor.Version version =
        ModuleDescriptor.Version.parse(
            Files.readString(Path.of("pom.xml"))
                .replaceFirst("(?s).*?<version>([\\d.]+)(-SNAPSHOT)?</version>.*", "$1"));
    for (DeprecatedInputs.Renamed renamed : DeprecatedInputs.OURS.all()) {
      assertTrue(
          inputs.at("/" + renamed.name() + "/description").asText().startsWith("Deprecated: "));
      assertTrue(version.compareTo(ModuleDescriptor.Version.parse(renamed.until())) < 0);
    }
    assertTrue(version.compareTo(ModuleDescriptor.Version.parse("1.0")) >= 0, version.toString());
  }
}
