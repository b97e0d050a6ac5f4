package com.cleveragents.slipcovershard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.TestEnvironments.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PythonEnvironmentsIT {
  static List<Environment> environments() {
    return TestEnvironments.all();
  }

  @ParameterizedTest
  @MethodSource("environments")
  void holdWhatTheirNamesSay(Environment environment) throws IOException {
    String program =
        "import importlib.metadata as m, sys; print('%d.%d' % sys.version_info[:2], m.version('behave'), m.version('slipcover'))";
    Process process =
        new ProcessBuilder(environment.python().toString(), "-c", program)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(
        environment.pythonVersion() + " " + environment.behave() + " " + environment.slipcover(),
        said.strip());
  }

  @Test
  void pythonDocxHasItsFeatures() {
    assertTrue(
        Files.exists(TestEnvironments.pythonDocx().resolve("features/blk-add-paragraph.feature")));
  }
}
