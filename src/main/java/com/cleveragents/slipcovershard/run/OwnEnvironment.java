package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The virtual environment that we make for a project: below build-dir, never the project's own, and
 * the checkout stays as it is. It is used again as long as nothing that it was made from changed.
 */
public final class OwnEnvironment {
  private static final int TAIL_LINES = 20;

  /** Variables that would lead the installers away from this environment. */
  private static final List<String> MISLEADING =
      List.of(
          "PIPENV_PIPFILE",
          "PIP_PREFIX",
          "PIP_TARGET",
          "PIP_USER",
          "UV_PROJECT",
          "UV_PYTHON",
          "UV_SYSTEM_PYTHON",
          "VIRTUAL_ENV");

  private static final Pattern DISTRIBUTION = Pattern.compile("(.+)-([^-]+)\\.dist-info");
  private static final Pattern PASSWORD = Pattern.compile("(?<=://)[^/@\\s]*(?=@)");

  private final Processes processes;
  private final Path directory;
  private final Path ours;
  private final Path venv;
  private final Path log;
  private final BuildDirectory build;
  private final TreeMap<String, String> environment;
  private final Clock clock;
  private final Consumer<String> tell;
  private final Optional<Path> wheels;

  /**
   * @param workingDirectory the project's root; absolute
   * @param build where the environment is put
   * @param environment the variables that the installers inherit
   * @param tell takes a line for the user: what was done
   * @param image what the container image brings, if we run in one
   */
  public OwnEnvironment(
      Processes processes,
      Path workingDirectory,
      BuildDirectory build,
      Map<String, String> environment,
      Clock clock,
      Consumer<String> tell,
      Optional<ContainerImage> image) {
    this.processes = processes;
    this.directory = workingDirectory;
    this.venv = venv(build.ours());
    this.log = venv.resolveSibling("install.log");
    this.build = build;
    this.environment = new TreeMap<>(environment);
    this.clock = clock;
    this.tell = tell;
    this.ours = new Recipe.Place(directory, venv, SearchPath.of(environment)).ours();
    this.wheels = image.map(ContainerImage::wheels).filter(Files::isDirectory);
    MISLEADING.forEach(this.environment::remove);
    this.environment.keySet().removeIf(name -> name.startsWith("PYTHON"));
    if (image.isPresent()) {
      // What is fetched has to be where a workflow can keep it: nothing else of a container stays.
      Path cache = build.cache().toAbsolutePath();
      this.environment.putIfAbsent("UV_CACHE_DIR", cache.resolve("uv").toString());
      this.environment.putIfAbsent("PIP_CACHE_DIR", cache.resolve("pip").toString());
      this.environment.putIfAbsent("UV_PYTHON_INSTALL_DIR", cache.resolve("python").toString());
    }
    tellUv("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL");
    tellUv("PIP_EXTRA_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL");
    tellUv("PIP_TRUSTED_HOST", "UV_INSECURE_HOST", "UV_INSECURE_HOST");
    this.environment.put("NO_COLOR", "1");
    this.environment.put("PIP_USE_PEP517", "1"); // the old way writes into the checkout
    // Where setuptools leaves what it otherwise leaves in the checkout, *.egg-info.
    this.environment.putIfAbsent("DIST_EXTRA_CONFIG", setuptoolsSettings().toString());
  }

  /** What is said to pip holds for uv, unless uv is told something of its own. */
  private void tellUv(String ofPip, String ofUv, String olderOfUv) {
    if (environment.containsKey(ofPip) && !environment.containsKey(olderOfUv)) {
      environment.putIfAbsent(ofUv, environment.getOrDefault(ofPip, ""));
    }
  }

  private Path setuptoolsSettings() {
    return ours.resolve("setuptools.cfg");
  }

  /**
   * The Python of a version that is asked for.
   *
   * @param limit how long it may take to fetch one
   * @throws ShardException if there is none and none can be had
   */
  public PythonEnvironment base(RequestedPython wanted, Duration limit) {
    return wanted.find(processes, directory, environment, log, limit);
  }

  /**
   * Installs what is asked for, unless that was done before.
   *
   * @param base the Python that is found without installing
   * @param limit how long it may take
   * @return the Python to use: {@code base} if nothing is to be installed, else ours
   * @throws ShardException if the environment cannot be made
   */
  public PythonEnvironment prepare(
      Installation installation, PythonPackage runner, PythonEnvironment base, Duration limit) {
    if (installation instanceof Installation.None) {
      return base;
    }
    PythonEnvironment own = in(venv);
    PythonAnswer answer =
        PythonAnswer.ask(processes, base, List.of("-I"), List.of(), directory, environment);
    if (answer.isTooOld()) {
      throw answer.tooOld(base);
    }
    Recipe recipe =
        Recipe.of(installation, new Recipe.Place(directory, venv, SearchPath.of(environment)));
    recipe.remarks().forEach(tell);
    try {
      String key = recipe.key(answer) + " " + runner.requirement();
      if (isMade(key)) {
        tell.accept(recipe.source() + ": environment of an earlier run used again");
        return own;
      }
      if (base.interpreter().startsWith(venv)) {
        throw new ShardException(
            ExitCode.USAGE,
            base
                + " is the environment that has to be made anew: name another Python with"
                + " --python, or deactivate this one");
      }
      Instant start = clock.instant();
      String python =
          answer.executable().isEmpty() ? base.interpreter().toString() : answer.executable();
      make(recipe, runner, python, start.plus(limit));
      Files.writeString(stamp(), key);
      tell.accept(told(recipe, Duration.between(start, clock.instant())));
      return own;
    } catch (ClosedByInterruptException e) {
      throw new ShardException(
          ExitCode.INTERRUPTED, "interrupted while the environment " + venv + " was made", e);
    } catch (IOException e) {
      throw new ShardException(
          ExitCode.USAGE, "the environment " + venv + " cannot be made: " + e, e);
    }
  }

  private static Path venv(Path ours) {
    return ours.toAbsolutePath().resolve("venv");
  }

  private static PythonEnvironment in(Path venv) {
    return new PythonEnvironment(Installer.python(venv), "made for --install");
  }

  /** The one that an earlier run has left in build-dir; whether it is stale is not looked at. */
  public static Optional<PythonEnvironment> leftIn(Path buildDirectory) {
    PythonEnvironment own = in(venv(BuildDirectory.ours(buildDirectory)));
    return Optional.of(own).filter(it -> SearchPath.isProgram(it.interpreter()));
  }

  /** Written last and lies in the environment: one that is half made has none. */
  private Path stamp() {
    return ours.resolve("stamp");
  }

  private boolean isMade(String key) throws IOException {
    return SearchPath.isProgram(Installer.python(venv))
        && Files.isRegularFile(stamp())
        && Files.readString(stamp()).equals(key);
  }

  private void make(Recipe recipe, PythonPackage runner, String python, Instant deadline)
      throws IOException {
    FileTree.delete(venv);
    build.begin(log);
    Files.createDirectories(venv.getParent());
    execute(
        new Recipe.Step(recipe.creator().create(python, venv)),
        "an empty environment",
        recipe,
        deadline);
    Files.createDirectories(ours.resolve("egg-info"));
    Files.writeString(
        setuptoolsSettings(), "[egg_info]\negg_base = " + ours.resolve("egg-info") + "\n");
    for (Map.Entry<Path, List<String>> file : recipe.files().entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
    for (Recipe.Step step : recipe.steps()) {
      execute(step, recipe.source(), recipe, deadline);
    }
    addMissing(recipe, runner, deadline);
  }

  /** What the project pins stays; what it does not name comes in the version that was tested. */
  private void addMissing(Recipe recipe, PythonPackage runner, Instant deadline)
      throws IOException {
    SortedMap<String, String> installed = installed();
    List<String> missing = new ArrayList<>();
    for (PythonPackage item : List.of(PythonPackage.SLIPCOVER, runner)) {
      String version = installed.get(item.module());
      if (version == null) {
        missing.add(item.requirement());
      } else if (item.isTooOld(version)) {
        throw new ShardException(
            ExitCode.USAGE,
            recipe.source()
                + " asks for "
                + item.title()
                + " "
                + version
                + ", which is too old: ask for "
                + item.oldest()
                + " or newer there");
      }
    }
    if (!missing.isEmpty()) {
      Path constraints = ours.resolve("installed.txt");
      Files.write(
          constraints,
          installed.entrySet().stream()
              .map(entry -> entry.getKey() + "==" + entry.getValue())
              .toList());
      List<String> arguments = new ArrayList<>(List.of("-c", constraints.toString()));
      arguments.addAll(missing);
      if (!installFromWheels(recipe, arguments, deadline)) {
        execute(
            new Recipe.Step(recipe.installer().install(venv, arguments)),
            String.join(" and ", missing) + " beside " + recipe.source(),
            recipe,
            deadline);
      }
    }
  }

  /** Without asking an index, where the image has all that it takes. */
  private boolean installFromWheels(Recipe recipe, List<String> arguments, Instant deadline)
      throws IOException {
    if (wheels.isEmpty()) {
      return false;
    }
    List<String> offline =
        new ArrayList<>(List.of("--no-index", "--find-links", wheels.get().toString()));
    offline.addAll(arguments);
    return run(new Recipe.Step(recipe.installer().install(venv, offline)), deadline)
        .equals(OptionalInt.of(0));
  }

  /** Name and version of each distribution in the environment, as its directories tell them. */
  private SortedMap<String, String> installed() throws IOException {
    SortedMap<String, String> installed = new TreeMap<>();
    try (Stream<Path> interpreters = Files.list(venv.resolve("lib"))) {
      for (Path interpreter : interpreters.sorted().toList()) {
        Path site = interpreter.resolve("site-packages");
        if (Files.isDirectory(site)) {
          try (Stream<Path> entries = Files.list(site)) {
            entries
                .map(entry -> DISTRIBUTION.matcher(entry.getFileName().toString()))
                .filter(Matcher::matches)
                .forEach(
                    name -> installed.put(name.group(1).toLowerCase(Locale.ROOT), name.group(2)));
          }
        }
      }
    }
    return installed;
  }

  private OptionalInt run(Recipe.Step step, Instant deadline) throws IOException {
    Files.writeString(
        log,
        "$ " + PASSWORD.matcher(String.join(" ", step.arguments())).replaceAll("***") + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    TreeMap<String, String> variables = new TreeMap<>(environment);
    variables.putAll(step.variables());
    return ShortChild.run(
        processes,
        ChildCommand.logged(step.arguments(), directory, variables, log),
        Duration.between(clock.instant(), deadline));
  }

  private void execute(Recipe.Step step, String what, Recipe recipe, Instant deadline)
      throws IOException {
    OptionalInt end = run(step, deadline);
    if (end.isEmpty()) {
      throw new ShardException(
          ExitCode.CHUNK_FAILED,
          what + " could not be installed in time, --timeout-minutes allows no more" + printed());
    }
    if (end.getAsInt() != 0) {
      throw new ShardException(
          ExitCode.USAGE,
          noVenvModule()
              .orElse(
                  what
                      + " could not be installed by "
                      + program(step)
                      + ", which ended with code "
                      + end.getAsInt()
                      + ". Correct "
                      + recipe.source()
                      + ", or say what to install with --install"
                      + printed()));
    }
  }

  private static String program(Recipe.Step step) {
    List<String> arguments = step.arguments();
    return arguments.contains("pip") && !arguments.get(1).equals("pip")
        ? "pip"
        : String.valueOf(Path.of(arguments.get(0)).getFileName());
  }

  private String printed() throws IOException {
    return ". The end of "
        + log
        + ":\n  "
        + ShortChild.tail(log, TAIL_LINES).stream().collect(Collectors.joining("\n  "));
  }

  /** Debian and Ubuntu split Python: without python3-venv no environment can be made. */
  private Optional<String> noVenvModule() throws IOException {
    String text = String.join("\n", ShortChild.tail(log, TAIL_LINES));
    return text.contains("ensurepip is not available") || text.contains("No module named venv")
        ? Optional.of(
            "no environment can be made: this Python has no venv module with pip. On Debian and"
                + " Ubuntu type: apt-get install python3-venv; or install uv, which needs none")
        : Optional.empty();
  }

  private String told(Recipe recipe, Duration took) throws IOException {
    String tool = recipe.installer().toString();
    String version =
        tool.equals("uv")
            ? Files.readString(venv.resolve("pyvenv.cfg"))
                .lines()
                .filter(line -> line.startsWith("uv = "))
                .map(line -> " " + line.substring(5).strip())
                .findFirst()
                .orElse("")
            : Optional.ofNullable(installed().get("pip")).map(number -> " " + number).orElse("");
    return String.format(
        Locale.ROOT,
        "%s: environment made with %s%s in %.1f s",
        recipe.source(),
        tool,
        version,
        took.toMillis() / 1000.0);
  }
}
