package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.run.Recipe.Place;
import com.cleveragents.slipcovershard.run.Recipe.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Finds out from a project's files how its environment is made: by the first lock file whose tool
 * can be had, else by its requirement files, else by pyproject.toml.
 */
final class AutoRecipe {
  private final Place place;
  private final Installer installer;
  private final Pyproject pyproject;
  private final List<String> remarks = new ArrayList<>();
  private final SortedMap<Path, List<String>> files = new TreeMap<>();
  private final SortedSet<Path> inputs;

  AutoRecipe(Place place) {
    this.place = place;
    this.installer = place.installer();
    this.pyproject = Pyproject.read(place.directory());
    this.inputs = place.packagingFiles();
  }

  Recipe find() {
    if (hasInput("uv.lock")) {
      return byUv("uv.lock");
    }
    if (hasInput("pylock.toml")) {
      return byUv("pylock.toml");
    }
    return byOwnTool("poetry.lock", "poetry")
        .or(() -> byOwnTool("Pipfile.lock", "pipenv"))
        .orElseGet(this::withoutLock);
  }

  private boolean hasInput(String name) {
    Path file = place.directory().resolve(name);
    if (Files.isRegularFile(file)) {
      inputs.add(file);
      return true;
    }
    return false;
  }

  private Recipe byUv(String lock) {
    List<Step> steps = new ArrayList<>();
    Installer uv = installer;
    if (installer instanceof Installer.Pip pip) {
      Path target = place.ours().resolve("uv");
      steps.add(
          step(
              pip.install(
                  place.venv(), List.of("--target", target.toString(), Installer.Uv.REQUIREMENT))));
      uv = new Installer.Uv(target.resolve("bin/uv"));
      remarks.add(lock + ": uv is not on PATH, so " + Installer.Uv.REQUIREMENT + " is fetched");
    }
    if (lock.equals("uv.lock")) {
      steps.add(uvSync(((Installer.Uv) uv).program()));
    } else {
      steps.add(step(uv.install(place.venv(), List.of("-r", lock))));
      addProject(steps, uv);
    }
    return recipe(lock, uv, steps);
  }

  private Step uvSync(Path uv) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                uv.toString(),
                "sync",
                "--frozen",
                "--python",
                Installer.python(place.venv()).toString()));
    pyproject.testExtras().stream()
        .filter(extra -> pyproject.root().at("/project/optional-dependencies").has(extra))
        .forEach(extra -> arguments.addAll(List.of("--extra", extra)));
    pyproject.testGroups().forEach(group -> arguments.addAll(List.of("--group", group)));
    return new Step(
        arguments, new TreeMap<>(Map.of("UV_PROJECT_ENVIRONMENT", place.venv().toString())));
  }

  /** Poetry and Pipenv install into the environment that is active. */
  private Optional<Recipe> byOwnTool(String lock, String tool) {
    if (!hasInput(lock)) {
      return Optional.empty();
    }
    Optional<Path> program = place.path().find(tool);
    if (program.isEmpty()) {
      remarks.add(lock + " is not used, because " + tool + " is not on PATH");
      return Optional.empty();
    }
    List<String> arguments = new ArrayList<>(List.of(program.get().toString()));
    List<Step> steps = new ArrayList<>();
    TreeMap<String, String> variables = new TreeMap<>();
    variables.put("VIRTUAL_ENV", place.venv().toString());
    if (tool.equals("poetry")) {
      arguments.addAll(List.of("install", "--no-interaction", "--no-ansi"));
      pyproject.poetryExtras().forEach(extra -> arguments.addAll(List.of("--extras", extra)));
      pyproject.poetryOptionalGroups().forEach(group -> arguments.addAll(List.of("--with", group)));
      steps.add(new Step(arguments, variables));
    } else {
      arguments.addAll(List.of("sync", "--dev"));
      variables.put("PIPENV_IGNORE_VIRTUALENVS", "0");
      variables.put("PIPENV_VERBOSITY", "-1"); // no advice about the active environment
      steps.add(new Step(arguments, variables));
      addProject(steps, installer);
    }
    return Optional.of(recipe(lock + " by " + tool, installer, steps));
  }

  private Recipe withoutLock() {
    if (hasInput("pdm.lock")) {
      remarks.add(
          "pdm.lock is not used; its versions are kept by"
              + " pdm export --format pylock --output pylock.toml");
    }
    RequirementFiles requirements = RequirementFiles.find(place.directory());
    if (!requirements.names().isEmpty()) {
      return byRequirements(requirements);
    }
    if (pyproject.isInstallable()) {
      return byPyproject();
    }
    remarks.add(
        "neither a lock file nor requirements nor a project in "
            + Pyproject.FILE
            + " found: nothing is installed but SlipCover and the runner");
    return recipe("no files", installer, List.of());
  }

  private Recipe byRequirements(RequirementFiles requirements) {
    inputs.addAll(requirements.lines().keySet());
    List<String> arguments = new ArrayList<>();
    requirements.names().forEach(name -> arguments.addAll(List.of("-r", name)));
    List<Step> steps = new ArrayList<>();
    steps.add(step(installer.install(place.venv(), arguments)));
    if (!requirements.installProject()) {
      addProject(steps, installer);
    }
    return recipe(String.join(", ", requirements.names()), installer, steps);
  }

  /**
   * The project itself, from the checkout: SlipCover does not measure what lies among libraries,
   * and its metadata and entry points have to be found.
   */
  private void addProject(List<Step> steps, Installer by) {
    if (pyproject.isPackage()) {
      steps.add(step(by.install(place.venv(), List.of("--no-deps", "-e", "."))));
    }
  }

  private Recipe byPyproject() {
    List<String> arguments = new ArrayList<>();
    boolean hasFile = hasInput(Pyproject.FILE);
    String extras = String.join(",", pyproject.testExtras());
    if (pyproject.isPackage()) {
      arguments.addAll(List.of("-e", extras.isEmpty() ? "." : ".[" + extras + "]"));
    }
    if (installer instanceof Installer.Uv) {
      if (!pyproject.isPackage() && pyproject.root().has("project")) {
        arguments.addAll(List.of("-r", Pyproject.FILE));
        pyproject.testExtras().forEach(extra -> arguments.addAll(List.of("--extra", extra)));
      }
      pyproject.testGroups().forEach(group -> arguments.addAll(List.of("--group", group)));
    } else {
      // pip knows groups since 25.1 only, and never installs a project's requirements alone.
      List<String> lines =
          pyproject.isPackage() ? pyproject.groupRequirements() : pyproject.requirements();
      if (!lines.isEmpty()) {
        Path file = place.ours().resolve("requirements.txt");
        files.put(file, lines);
        arguments.addAll(List.of("-r", file.toString()));
      }
    }
    return recipe(
        described(hasFile ? Pyproject.FILE : "setup.py"),
        installer,
        arguments.isEmpty()
            ? List.of()
            : List.of(step(installer.install(place.venv(), arguments))));
  }

  private String described(String file) {
    List<String> parts = new ArrayList<>();
    if (pyproject.root().has("project") && !pyproject.testExtras().isEmpty()) {
      parts.add("extras " + String.join(", ", pyproject.testExtras()));
    }
    if (!pyproject.testGroups().isEmpty()) {
      parts.add("groups " + String.join(", ", pyproject.testGroups()));
    }
    return parts.isEmpty() ? file : file + " (" + String.join("; ", parts) + ")";
  }

  private static Step step(List<String> arguments) {
    return new Step(arguments);
  }

  private Recipe recipe(String source, Installer last, List<Step> steps) {
    return new Recipe(source, installer, last, steps, files, inputs, remarks);
  }
}
