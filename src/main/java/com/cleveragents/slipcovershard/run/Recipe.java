package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How an environment is made for a project.
 *
 * @param source the files that say what to install, in words
 * @param creator makes the empty environment
 * @param installer adds what is missing at the end
 * @param steps the commands in between
 * @param files to write before the steps, by path
 * @param inputs the files on which the result depends
 * @param remarks what a user should know, a line each
 */
record Recipe(
    String source,
    Installer creator,
    Installer installer,
    List<Step> steps,
    SortedMap<Path, List<String>> files,
    SortedSet<Path> inputs,
    List<String> remarks) {

  /** Whatever is installed, these may have a say in it. */
  private static final List<String> PACKAGING_FILES =
      List.of(Pyproject.FILE, "setup.py", "setup.cfg", "Pipfile", "uv.toml");

  Recipe {
    steps = List.copyOf(steps);
    files = new TreeMap<>(files);
    inputs = new TreeSet<>(inputs);
    remarks = List.copyOf(remarks);
  }

  /**
   * One command.
   *
   * @param variables what it needs in its environment
   */
  record Step(List<String> arguments, SortedMap<String, String> variables) {
    Step {
      arguments = List.copyOf(arguments);
      variables = new TreeMap<>(variables);
    }

    Step(List<String> arguments) {
      this(arguments, new TreeMap<>());
    }
  }

  /**
   * Where a recipe is made for.
   *
   * @param directory the project's root
   * @param venv the environment to make
   * @param path where tools are found
   */
  record Place(Path directory, Path venv, SearchPath path) {
    /** Files of ours that are needed to make the environment: gone when it is. */
    Path ours() {
      return venv.resolve(".slipcover-shard");
    }

    Installer installer() {
      return path.find("uv").<Installer>map(Installer.Uv::new).orElseGet(Installer.Pip::new);
    }

    SortedSet<Path> packagingFiles() {
      return PACKAGING_FILES.stream()
          .map(directory::resolve)
          .filter(Files::isRegularFile)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  static Recipe of(Installation installation, Place place) {
    return installation instanceof Installation.Arguments arguments
        ? given(arguments.words(), place)
        : new AutoRecipe(place).find();
  }

  private static Recipe given(List<String> words, Place place) {
    Installer installer = place.installer();
    SortedSet<Path> inputs = place.packagingFiles();
    inputs.addAll(
        RequirementFiles.of(place.directory(), namedFiles(words, place)).lines().keySet());
    return new Recipe(
        "the arguments of --install",
        installer,
        installer,
        List.of(new Step(installer.install(place.venv(), words))),
        new TreeMap<>(),
        inputs,
        List.of());
  }

  private static List<String> namedFiles(List<String> words, Place place) {
    List<String> names = new ArrayList<>();
    for (String word : words) {
      names.add(word.startsWith("--") ? word.substring(word.indexOf('=') + 1) : word);
      if (word.startsWith("-r") || word.startsWith("-c")) {
        names.add(word.substring(2));
      }
    }
    return names.stream()
        .filter(name -> !name.isEmpty() && name.indexOf('\0') < 0)
        .filter(name -> Files.isRegularFile(place.directory().resolve(name)))
        .toList();
  }

  /**
   * The same for the same recipe, interpreter and contents of files: then nothing has to be made.
   */
  String key(PythonAnswer base) {
    MessageDigest digest = sha256();
    add(digest, "made by", getClass().getName() + " 1");
    add(digest, "python", base.version() + " " + base.executable());
    for (PythonPackage item : PythonPackage.values()) {
      add(digest, "tested", item.requirement());
    }
    add(digest, "creator", creator.toString());
    add(digest, "installer", installer.toString());
    for (Step step : steps) {
      step.arguments().forEach(argument -> add(digest, "argument", argument));
      step.variables().forEach((name, value) -> add(digest, name, value));
    }
    files.forEach((path, lines) -> add(digest, path.toString(), String.join("\n", lines)));
    for (Path input : inputs) {
      try {
        add(
            digest,
            input.toString(),
            HexFormat.of().formatHex(sha256().digest(Files.readAllBytes(input))));
      } catch (IOException e) {
        throw new ShardException(ExitCode.USAGE, input + " cannot be read: " + e.getMessage(), e);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, String name, String value) {
    digest.update((name + "\0" + value + "\0").getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
