package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProbeTest {
  @Test
  void unpacksEveryFileThereIs() throws IOException {
    Path sources = Path.of("src/main/python");
    try (Stream<Path> files = Files.walk(sources)) {
      List<String> present =
          files
              .filter(file -> file.toString().endsWith(".py"))
              .map(file -> sources.relativize(file).toString())
              .sorted()
              .toList();
      assertEquals(present, Probe.FILES.stream().sorted().toList());
    }
  }
}
