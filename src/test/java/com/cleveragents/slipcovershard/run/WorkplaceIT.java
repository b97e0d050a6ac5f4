package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.run.Workplace.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names that a chunk is given for what is in the checkout. */
class WorkplaceIT {
  private Path temporary = Path.of("");
  private Path checkout = Path.of("");
  private Path target = Path.of("");

  @BeforeEach
  void makeCheckout(@TempDir Path folder) throws IOException {
    temporary = folder.toRealPath();
    checkout = Files.createDirectories(temporary.resolve("checkout"));
    target = temporary.resolve("copies/1");
  }

  @Test
  void mapsNamesOfTheCheckoutInEveryKnownSpelling() throws IOException {
    Path alias = Files.createSymbolicLink(temporary.resolve("alias"), checkout);

    try (Workplace copy = copyOf(alias)) {
      assertEquals(target.resolve("src"), copy.own(alias.resolve("src")));
      assertEquals(target.resolve("not/there"), copy.own(alias.resolve("not/there")));
      assertEquals(target, copy.own(checkout));
      assertEquals(Path.of("src"), copy.own(Path.of("src")));
      Path neighbour = temporary.resolve("checkout-2/src");
      assertEquals(neighbour, copy.own(neighbour));
    }
  }

  @Test
  void givesTheChunkAnEnvironmentThatNamesTheCopy() throws IOException {
    Files.writeString(Files.createDirectories(checkout.resolve(".venv")).resolve("pyvenv.cfg"), "");
    Files.createDirectories(checkout.resolve("node_modules"));

    try (Workplace copy = copyOf(checkout)) {
      Map<String, String> environment =
          copy.environment(
              Map.of(
                  "PYTHONPATH", checkout + "/src:lib:/opt/x:" + checkout + "/.venv/lib",
                  "GITHUB_WORKSPACE", checkout.toString(),
                  "PWD", checkout.toString(),
                  "VIRTUAL_ENV", checkout + "/.venv",
                  "HOME", checkout + "/home",
                  "SLIPCOVER_SHARD_TEMPLATE_DB", checkout + "/build/.template-migrated-1.db",
                  "SLIPCOVER_SHARD_CHUNK", "1"),
              Path.of("/hook"));

      assertEquals(
          Map.of(
              "PYTHONPATH",
              "/hook:" + target + "/src:lib:/opt/x:" + checkout + "/.venv/lib",
              "GITHUB_WORKSPACE",
              target.toString(),
              "PWD",
              target.toString(),
              "VIRTUAL_ENV",
              checkout + "/.venv",
              "HOME",
              checkout + "/home",
              "SLIPCOVER_SHARD_TEMPLATE_DB",
              target + "/build/.template-migrated-1.db",
              "SLIPCOVER_SHARD_CHUNK",
              "1",
              "SLIPCOVER_SHARD_RELOCATE",
              String.join(
                  "\n", checkout.toString(), target.toString(), ".venv", "build/slipcover-shard")),
          environment);
      assertEquals("/hook", copy.environment(Map.of(), Path.of("/hook")).get("PYTHONPATH"));
    }
  }

  @Test
  void leavesEverythingAsItIsInTheSharedCheckout() {
    Workplace shared = new Workplace.Shared(checkout);

    assertEquals(checkout.resolve("src"), shared.own(checkout.resolve("src")));
    assertEquals(Map.of("A", "b"), shared.environment(Map.of("A", "b"), Path.of("/hook")));
    assertEquals(new Written(0, List.of()), shared.collect(KeepGlobs.of(List.of()), temporary));
    shared.close();
    assertTrue(Files.exists(checkout));
  }

  private Workplace copyOf(Path workingDirectory) {
    Checkout read =
        Checkout.around(
            workingDirectory,
            checkout.resolve("build/slipcover-shard"),
            MeasuredPaths.of(checkout, List.of(), List.of()));
    return PrivateCopy.of(read, 1, target, Processes.ofOperatingSystem());
  }
}
