package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.cleveragents.slipcovershard.TestEnvironments;
import com.cleveragents.slipcovershard.TestEnvironments.Environment;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A project with three kinds of editable install, measured in its checkout and in a copy of it. */
@ParameterizedClass
@MethodSource("environments")
@TestInstance(Lifecycle.PER_CLASS)
class RelocationIT {
  private static final Path HOOK = Path.of("src/main/python/slipcover_shard_site").toAbsolutePath();
  private static final Path PROBE = Path.of("src/main/python").toAbsolutePath();

  @Parameter
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Environment environment;

  private Path temporary = Path.of("");
  private Path app = Path.of("");
  private Path python = Path.of("");

  static Stream<Environment> environments() {
    return Stream.of(TestEnvironments.of("3.9", "1.2.6"), TestEnvironments.of("3.13", "1.3.3"));
  }

  @BeforeParameterizedClassInvocation
  void makeProject() throws Exception {
    temporary = Files.createTempDirectory("relocation").toRealPath();
    PythonLab lab = new PythonLab(temporary);
    app = Files.createDirectories(temporary.resolve("checkout/services/app"));
    write("../../.git/HEAD", "ref: refs/heads/main\n");
    write(
        "../../common/shared.py", "def share():\n    return 1\n\n\ndef unused():\n    return 2\n");
    write(
        "pyproject.toml",
        """
        [build-system]
        requires = ["setuptools==80.9.0"]
        build-backend = "setuptools.build_meta"
        [project]
        name = "shop"
        version = "1"
        [tool.setuptools.packages.find]
        where = ["src"]
        """);
    write(
        "src/shop/__init__.py",
        """
        def price(n):
            if n > 10:
                return n * 9
            return n * 10
        """);
    write("src/shop/child.py", "import shop, flat.deep, corp.tools\n");
    write(
        "libs/flat/pyproject.toml",
        """
        [build-system]
        requires = ["setuptools==80.9.0"]
        build-backend = "setuptools.build_meta"
        [project]
        name = "flat"
        version = "1"
        [tool.setuptools]
        packages = ["flat", "corp.tools"]
        """);
    write("libs/flat/flat/__init__.py", "VALUE = 1\n");
    write("libs/flat/flat/deep.py", "def deep(x):\n    return [y for y in x if y]\n");
    write(
        "libs/flat/corp/tools/__init__.py",
        "def tool(x):\n    if x:\n        return 1\n    return 2\n");
    write(
        "features/shop.feature",
        """
        Feature: shop
          Scenario: prices
            Given all packages
        """);
    write(
        "features/steps/steps.py",
        """
        import os, pathlib, subprocess, sys
        import shop, flat.deep, corp.tools, exact
        from behave import given

        NAMES = "print(*(m.__file__ for m in (shop, flat, flat.deep, corp.tools, exact)), sep=chr(10))"

        @given("all packages")
        def step(context):
            assert shop.price(3) == 30 and flat.deep.deep([0, 1]) == [1] and corp.tools.tool(0) == 2
            child = subprocess.run(
                [sys.executable, "-c", "import shop.child, shop, flat.deep, corp.tools, exact; " + NAMES],
                cwd="/", stdout=subprocess.PIPE, universal_newlines=True, check=True)
            here = pathlib.Path(__file__).resolve().parents[2]
            (here / "child.txt").write_text(child.stdout)
            if os.environ.get("GO_AWAY"):
                os.chdir(here / "src")
        """);
    write(
        "libs/exact/pyproject.toml",
        """
        [build-system]
        requires = ["hatchling==1.27.0"]
        build-backend = "hatchling.build"
        [project]
        name = "exact"
        version = "1"
        [tool.hatch.build]
        dev-mode-exact = true
        """);
    write("libs/exact/exact/__init__.py", "EXACT = 1\n");
    python = app.resolve(".venv/bin/python");
    run(app, environment.python().toString(), "-m", "venv", "--without-pip", ".venv");
    Path libraries = Path.of("lib/python" + environment.pythonVersion() + "/site-packages");
    run(
        app,
        "cp",
        "-R",
        environment.python().resolve("../..").normalize().resolve(libraries) + "/.",
        app.resolve(".venv").resolve(libraries) + "/");
    lab.runUv(
        Stream.concat(
                Stream.of("pip", "install", "-q", "--python", python.toString(), "editables==0.5"),
                Stream.of("", "libs/flat", "libs/exact")
                    .flatMap(name -> Stream.of("-e", app.resolve(name).toString())))
            .toArray(String[]::new));
    try (Stream<Path> files = Files.walk(app.resolve(".venv/lib"))) {
      assertTrue(
          files.anyMatch(file -> file.endsWith("__editable___flat_1_finder.py")),
          "setuptools made no finder");
    }
  }

  @AfterParameterizedClassInvocation
  void clear() throws IOException {
    new PythonLab(temporary).clear();
  }

  @BeforeEach
  void forget() throws IOException {
    Files.deleteIfExists(app.resolve("child.txt"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--branch", "", "--branch --source src,libs"})
  void measuresInACopyWhatItMeasuresInTheCheckout(String options) throws Exception {
    String[] words = options.isEmpty() ? new String[0] : options.split(" ");
    assertMeasuresTheSame(words);
  }

  @Test
  void linksAnEnvironmentThatOmitLeavesOutOfSource() throws Exception {
    assumeFalse(
        environment.slipcover().equals("1.0.8"),
        "SlipCover 1.0.8 reads the whole environment all the same, which takes a minute");
    assertMeasuresTheSame("--branch", "--source", ".", "--omit", ".venv/*");
  }

  private void assertMeasuresTheSame(String... words) throws Exception {
    JsonNode serial = measure(new Workplace.Shared(app), List.of("-m", "behave"), words);

    try (Workplace copy = copy(words)) {
      assertEquals(serial, measure(copy, List.of("-m", "behave"), words));
      assertEquals(
          Stream.of(
                  "src/shop/__init__.py",
                  "libs/flat/flat/__init__.py",
                  "libs/flat/flat/deep.py",
                  "libs/flat/corp/tools/__init__.py",
                  "libs/exact/exact/__init__.py")
              .map(name -> copy.directory().resolve(name).toString())
              .toList(),
          Files.readAllLines(copy.directory().resolve("child.txt")));
    }
    assertTrue(serial.at("/files").has("src/shop/__init__.py"));
    assertTrue(serial.at("/files").has("libs/flat/flat/deep.py"));
    assertTrue(serial.at("/files").has("libs/flat/corp/tools/__init__.py"));
  }

  @Test
  void measuresLibrariesOfACopiedEnvironmentWhenSourceNamesThem() throws Exception {
    Path behave;
    try (Stream<Path> files = Files.walk(app.resolve(".venv/lib"))) {
      behave = files.filter(file -> file.endsWith("site-packages/behave")).findFirst().get();
    }
    String[] options = {"--source", "src," + app.relativize(behave)};
    JsonNode serial = measure(new Workplace.Shared(app), List.of("-m", "behave"), options);

    try (Workplace copy = copy(options)) {
      assertEquals(serial, measure(copy, List.of("-m", "behave"), options));
    }
  }

  @Test
  void keepsTheKeysOfASuiteThatChangesItsDirectory() throws Exception {
    List<String> worker =
        List.of(
            write(
                    "../../../worker.py",
                    """
                    import runpy, sys
                    sys.path.append(%s)
                    from slipcover_shard_probe import coverage_keys
                    coverage_keys.keep()
                    runpy.run_module("behave", run_name="__main__", alter_sys=True)
                    """
                        .formatted("'" + PROBE + "'"))
                .toString());
    // As a script, SlipCover would measure below that script.
    String[] options = {"--branch", "--source", "src,libs,../../common"};
    JsonNode serial = measure(new Workplace.Shared(app), worker, options);
    assertTrue(serial.at("/files").has("src/shop/__init__.py"));
    assertTrue(serial.at("/files").has(temporary + "/checkout/common/shared.py"));

    assertEquals(serial, measure(new Workplace.Shared(app), worker, "GO_AWAY", options));
    try (Workplace copy = copy(options)) {
      assertEquals(serial, measure(copy, worker, "GO_AWAY", options));
    }
  }

  private JsonNode measure(Workplace place, List<String> program, String... options)
      throws Exception {
    return measure(place, program, "STAY", options);
  }

  private JsonNode measure(Workplace place, List<String> program, String flag, String... options)
      throws Exception {
    Path out = temporary.resolve("coverage.json");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(place.own(python).toString(), "-m", "slipcover", "--json"));
    command.addAll(List.of(options));
    command.addAll(List.of("--out", out.toString()));
    command.addAll(program);
    Map<String, String> variables = new TreeMap<>(System.getenv());
    variables.put(flag, "1");
    run(place.directory(), place.environment(variables, HOOK), command);
    ObjectNode coverage = (ObjectNode) new ObjectMapper().readTree(out.toFile());
    ((ObjectNode) coverage.get("meta")).remove("timestamp");
    return coverage;
  }

  private Workplace copy(String... options) {
    List<String> words = Arrays.asList(options);
    MeasuredPaths measured =
        MeasuredPaths.of(app, listed(words, "--source"), listed(words, "--omit"));
    return PrivateCopy.of(
        Checkout.around(app, app.resolve("build/slipcover-shard"), measured),
        1,
        temporary.resolve("copy"),
        Processes.ofOperatingSystem());
  }

  private static List<String> listed(List<String> words, String option) {
    int at = words.indexOf(option);
    return at < 0 ? List.of() : List.of(words.get(at + 1).split(","));
  }

  private void run(Path directory, String... command) throws Exception {
    run(directory, System.getenv(), List.of(command));
  }

  private void run(Path directory, Map<String, String> variables, List<String> command)
      throws Exception {
    Path log = Files.createTempFile(temporary, "run", ".log");
    int code =
        Processes.ofOperatingSystem()
            .start(ChildCommand.logged(command, directory, variables, log))
            .waitFor();
    assertEquals(0, code, () -> command + "\n" + read(log));
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Path write(String name, String content) throws IOException {
    Path file = app.resolve(name).normalize();
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }
}
