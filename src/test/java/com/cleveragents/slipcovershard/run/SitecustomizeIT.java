package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.TestEnvironments;
import com.cleveragents.slipcovershard.TestEnvironments.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The start-up hook in every supported Python: what it moves, and that it leaves no trace. */
@ParameterizedClass
@MethodSource("environments")
class SitecustomizeIT {
  private static final Path HOOK = Path.of("src/main/python/slipcover_shard_site").toAbsolutePath();

  @Parameter
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Environment environment;

  private Path temporary = Path.of("");
  private Path checkout = Path.of("");
  private Path copy = Path.of("");

  static Stream<Environment> environments() {
    return TestEnvironments.all().stream();
  }

  @BeforeEach
  void makeFolders(@TempDir Path folder) throws IOException {
    temporary = folder.toRealPath();
    checkout = Files.createDirectories(temporary.resolve("checkout"));
    copy = Files.createDirectories(temporary.resolve("copy"));
  }

  @Test
  void leavesNoTraceOfItself() throws Exception {
    assertEquals(
        """
        [] False
        %s:%s/src
        None
        """
            .formatted(HOOK, checkout),
        python(
            """
            import importlib.util, os, sys
            print([p for p in [*sys.path, *sys.path_importer_cache] if "slipcover_shard" in p],
                  "sitecustomize" in sys.modules)
            print(os.environ["PYTHONPATH"])
            print(importlib.util.find_spec("sitecustomize"))
            """));
  }

  @Test
  void movesImportPathsButNoLibraries() throws Exception {
    Files.createDirectories(checkout.resolve("real"));
    Files.createSymbolicLink(temporary.resolve("alias"), checkout.resolve("real"));
    String entries =
        String.join(
            ":",
            checkout.toString(),
            checkout + "/src",
            copy + "/lib",
            checkout + "/lib",
            checkout + "/.venv/lib/python3/site-packages",
            temporary + "/alias",
            temporary + "/checkout-2");

    assertEquals(
        String.join(
                "\n",
                copy.toString(),
                copy + "/src",
                copy + "/lib",
                checkout + "/.venv/lib/python3/site-packages",
                copy + "/real",
                temporary + "/checkout-2")
            + "\n",
        python(
            "import sys\nfor p in sys.path:\n    if p.startswith(%s): print(p)"
                .formatted("'" + temporary + "'"),
            entries));
  }

  @Test
  void handsOverToTheSitecustomizeOfTheProject() throws Exception {
    write(checkout, "src/sitecustomize.py", "print('checkout')\n");
    write(copy, "src/sitecustomize.py", "print(__name__, __file__)\n");

    assertEquals(
        "sitecustomize %s/src/sitecustomize.py\nTrue\n".formatted(copy),
        python("import sys\nprint('sitecustomize' in sys.modules)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"raise ValueError('boom')", "import nonesuch", "x = (", "raise SystemExit(3)"})
  void letsErrorsOfTheProjectLookLikeThemselves(String code) throws Exception {
    write(checkout, "src/sitecustomize.py", code);
    write(copy, "src/sitecustomize.py", code);
    String own = run(Map.of("PYTHONPATH", copy + "/src"), "print('ran')");

    assertEquals(lastLines(own), lastLines(python("print('ran')")));
  }

  @Test
  void isQuietInInterpretersOutsideAnyCopy() throws Exception {
    write(checkout, "src/sitecustomize.py", "print('own')\n");

    assertEquals(
        "own\n%s/src\n".formatted(checkout),
        run(
            Map.of("PYTHONPATH", HOOK + ":" + checkout + "/src"),
            "import sys\nprint(sys.path[1])"));
  }

  @Test
  void movesPartsOfPackagesThatWereImportedBefore() throws Exception {
    Path site = Files.createDirectories(temporary.resolve("site"));
    write(checkout, "src/early/__init__.py", "");
    write(copy, "src/early/__init__.py", "");
    write(copy, "src/early/late.py", "print(__file__)\n");
    Files.writeString(site.resolve("early.pth"), "import early\n");

    assertEquals(
        "%s/src/early/late.py\n%s/src/early/__init__.py\n".formatted(copy, copy),
        python(
            """
            import site, sys, importlib
            sys.path.insert(0, %s)
            site.addsitedir(%s)
            sys.modules.pop("sitecustomize", None)
            sys.path.insert(0, %s)
            try:
                import sitecustomize
            except ImportError:
                pass
            import early.late
            print(early.__file__)
            """
                .formatted("'" + checkout + "/src'", "'" + site + "'", "'" + HOOK + "'"),
            temporary + "/other"));
  }

  private String python(String code) throws Exception {
    return python(code, checkout + "/src");
  }

  private String python(String code, String path) throws Exception {
    return run(
        Map.of(
            "PYTHONPATH",
            HOOK + ":" + path,
            "SLIPCOVER_SHARD_RELOCATE",
            String.join("\n", checkout.toString(), copy.toString(), ".venv", "build/ours")),
        code);
  }

  private String run(Map<String, String> variables, String code) throws Exception {
    Path log = temporary.resolve("log");
    Files.deleteIfExists(log);
    Map<String, String> all = new TreeMap<>(variables);
    all.put("PYTHONDONTWRITEBYTECODE", "1");
    Processes.ofOperatingSystem()
        .start(
            ChildCommand.logged(
                List.of(environment.python().toString(), "-c", code), temporary, all, log))
        .waitFor();
    return Files.readString(log);
  }

  /** A fatal error ends with the error itself; before come frames, ours among them. */
  private static List<String> lastLines(String output) {
    List<String> lines = output.lines().toList();
    return output.startsWith("Fatal") ? lines.subList(lines.size() - 1, lines.size()) : lines;
  }

  private static Path write(Path root, String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }
}
