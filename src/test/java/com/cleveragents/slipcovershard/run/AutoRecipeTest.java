package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoRecipeTest {
  private static final String PACKAGE =
      """
      [build-system]
      requires = ["setuptools"]
      [project]
      name = "library"
      optional-dependencies = {docs = ["sphinx"], Test = ["six"]}
      [dependency-groups]
      dev = [{include-group = "base"}, "parse"]
      base = ["iniconfig"]
      lint = ["ruff"]
      """;

  private final Path directory;

  AutoRecipeTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void asksUvForWhatItsLockFileHolds() throws IOException {
    tool("uv");
    write("uv.lock", "");
    write("requirements.txt", "six");
    write("pyproject.toml", PACKAGE);

    assertEquals(
        List.of("uv sync --frozen --python VENV/bin/python --extra Test --group dev"), steps());
  }

  @Test
  void fetchesUvForItsLockFileWhereThereIsNone() throws IOException {
    write("uv.lock", "");

    assertEquals(
        List.of(
            "PIP --target OURS/uv " + Installer.Uv.REQUIREMENT,
            "OURS/uv/bin/uv sync --frozen --python VENV/bin/python"),
        steps());
    assertEquals(1, recipe().remarks().size());
  }

  @Test
  void installsTheProjectBesideAStandardLockFile() throws IOException {
    tool("uv");
    write("pylock.toml", "");
    write("pyproject.toml", PACKAGE);

    assertEquals(
        List.of(
            "uv pip install --python VENV/bin/python -r pylock.toml",
            "uv pip install --python VENV/bin/python --no-deps -e ."),
        steps());
  }

  @Test
  void leavesPoetrysLockFileToPoetry() throws IOException {
    tool("poetry");
    write("poetry.lock", "");
    write(
        "pyproject.toml",
        """
        [tool.poetry.extras]
        test = ["six"]
        [tool.poetry.group.dev]
        optional = true
        [tool.poetry.group.tests.dependencies]
        behave = "*"
        """);

    assertEquals(
        List.of("poetry install --no-interaction --no-ansi --extras test --with dev"), steps());
    assertEquals(
        directory.resolve("venv").toString(),
        recipe().steps().get(0).variables().get("VIRTUAL_ENV"));
  }

  @ParameterizedTest
  @CsvSource({"poetry.lock,poetry", "Pipfile.lock,pipenv", "pdm.lock,pdm export"})
  void saysThatALockFileIsNotUsed(String lock, String tool) throws IOException {
    write(lock, "");
    write("requirements.txt", "six");

    assertEquals(List.of("PIP -r requirements.txt"), steps());
    String remark = String.join("\n", recipe().remarks());
    assertTrue(remark.startsWith(lock + " is not used") && remark.contains(tool), remark);
  }

  @Test
  void takesTheRequirementsOfTests() throws IOException {
    write("requirements.txt", "");
    write("requirements-dev.txt", "");
    write("requirements-docs.txt", "");
    write("test_requirements.txt", "");
    write("requirements/base.txt", "");
    write("requirements/production.txt", "");
    write("requirements/test.txt", "");

    assertEquals(
        "requirements-dev.txt, requirements.txt, requirements/base.txt, requirements/test.txt,"
            + " test_requirements.txt",
        recipe().source());
  }

  @Test
  void installsTheProjectOnceBesideItsRequirements() throws IOException {
    write("setup.py", "");
    write("requirements.txt", "-r more.txt");

    write("more.txt", "six");
    assertEquals(List.of("PIP -r requirements.txt", "PIP --no-deps -e ."), steps());

    write("more.txt", "-e .[test]  # and its extras");
    assertEquals(List.of("PIP -r requirements.txt"), steps());
  }

  @Test
  void installsThePackageWithItsTestExtrasAndGroups() throws IOException {
    write("pyproject.toml", PACKAGE);
    tool("uv");

    assertEquals(
        List.of("uv pip install --python VENV/bin/python -e .[Test] --group dev"), steps());
    assertEquals("pyproject.toml (extras Test; groups dev)", recipe().source());
  }

  @Test
  void writesGroupsOutForPip() throws IOException {
    write("pyproject.toml", PACKAGE);

    assertEquals(List.of("PIP -e .[Test] -r OURS/requirements.txt"), steps());
    assertEquals(List.of(List.of("iniconfig", "parse")), List.copyOf(recipe().files().values()));
  }

  @Test
  void installsOnlyTheDependenciesOfWhatIsNoPackage() throws IOException {
    write(
        "pyproject.toml",
        """
        [project]
        name = "my.library"
        dependencies = ["six"]
        [project.optional-dependencies]
        dev = ["my_library[extra,test]"]
        extra = ["iniconfig>=1 ; python_version > '3'"]
        test = ["parse", "my-library[dev]"]
        """);

    assertEquals(List.of("PIP -r OURS/requirements.txt"), steps());
    assertEquals(
        List.of(List.of("six", "iniconfig>=1 ; python_version > '3'", "parse")),
        List.copyOf(recipe().files().values()));
    tool("uv");
    assertEquals(
        List.of(
            "uv pip install --python VENV/bin/python -r pyproject.toml --extra dev --extra test"),
        steps());
  }

  @Test
  void asksForAllTestExtrasThatOnlyTheBackendKnows() throws IOException {
    write("setup.py", "");

    assertEquals(List.of("PIP -e .[behave,bdd,dev,test,testing,tests]"), steps());
  }

  @Test
  void saysThatThereIsNothingToInstall() throws IOException {
    write("pyproject.toml", "[tool.behave]\npaths = 'features'\n");

    assertEquals(List.of(), steps());
    assertEquals(1, recipe().remarks().size());
  }

  @Test
  void namesTheLineOfABrokenPyproject() throws IOException {
    write("pyproject.toml", "[project]\nname = \n");

    ShardException refusal = assertThrows(ShardException.class, this::recipe);

    assertEquals(ExitCode.USAGE, refusal.code());
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("line 2"), message);
  }

  @Test
  void isAnotherRecipeWhenAnIncludedFileChanges() throws IOException {
    write("requirements.txt", "-c deep/pins.txt\n-r https://example.org/more.txt");
    write("deep/pins.txt", "-r more.txt");
    write("deep/more.txt", "six==1.16.0");
    String before = recipe().key(python("3.12.1"));

    assertEquals(before, recipe().key(python("3.12.1")));
    assertNotEquals(before, recipe().key(python("3.12.2")));
    write("deep/more.txt", "six==1.17.0");
    assertNotEquals(before, recipe().key(python("3.12.1")));
  }

  @Test
  void isAnotherRecipeWhenAFileOfTheArgumentsChanges() throws IOException {
    write("more.txt", "six==1.16.0");
    Recipe.Place place = place();
    Installation installation = new Installation.Arguments(List.of("-r", "more.txt", "parse"));
    String before = Recipe.of(installation, place).key(python("3.12.1"));

    write("more.txt", "six==1.17.0");

    assertNotEquals(before, Recipe.of(installation, place).key(python("3.12.1")));
  }

  private Recipe recipe() {
    return Recipe.of(new Installation.Auto(), place());
  }

  private Recipe.Place place() {
    Map<String, String> environment = Map.of("PATH", directory.resolve("bin").toString());
    return new Recipe.Place(directory, directory.resolve("venv"), SearchPath.of(environment));
  }

  private List<String> steps() {
    Path venv = directory.resolve("venv");
    String pip = String.join(" ", new Installer.Pip().install(venv, List.of()));
    return recipe().steps().stream()
        .map(step -> step.arguments().stream().collect(Collectors.joining(" ")))
        .map(line -> line.replace(pip, "PIP"))
        .map(line -> line.replace(place().ours().toString(), "OURS"))
        .map(line -> line.replace(venv.toString(), "VENV"))
        .map(line -> line.replace(directory + "/bin/", ""))
        .toList();
  }

  private static PythonAnswer python(String version) {
    return new PythonAnswer(version, "/usr/bin/python3", false, false, true, Map.of());
  }

  private void tool(String name) throws IOException {
    write("bin/" + name, "");
    Files.setPosixFilePermissions(
        directory.resolve("bin/" + name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
