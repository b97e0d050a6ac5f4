package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.SurrogateEscape;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What it takes to start one process of a chunk. The same for all of them but for the numbers and
 * what follows from them.
 *
 * @param number of the chunk, which is all that the suite knows
 * @param process its own number: that of the chunk, but for one that goes on for a lost process
 * @param files those of the process; the database is the chunk's
 * @param workplace where the chunk works
 * @param scratch a directory of this run, outside the working directory, with the probe in it
 * @param portBase the first port of its own
 * @param listOnly it tells what it would run, and ends
 * @param isLastAttempt nothing that fails in it runs again
 */
record ChunkLaunch(
    SuiteSettings settings,
    BuildDirectory build,
    int number,
    int process,
    ChunkFiles files,
    Workplace workplace,
    Path scratch,
    int portBase,
    boolean listOnly,
    boolean isLastAttempt) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** SlipCover's own channel to its helpers; a value from outside would mix up the chunks. */
  private static final List<String> SLIPCOVER_CHANNEL =
      List.of(
          "SLIPCOVER_ENABLED",
          "SLIPCOVER_SOURCE",
          "SLIPCOVER_OMIT",
          "SLIPCOVER_BRANCH",
          "SLIPCOVER_EXCLUDE_LINES",
          "SLIPCOVER_COVERAGE_DIR");

  static Path probeIn(Path scratch) {
    return scratch.resolve("probe");
  }

  /** Where the worker tells its events, until it has opened the file. */
  Path events() {
    return scratch.resolve("events-" + process);
  }

  private Path journal() {
    return scratch.resolve("journal-" + process);
  }

  /** Whether it is to be noted what the chunk touches: alone it is in nobody's way. */
  private boolean notesTouches() {
    return settings.chunks() > 1 && !listOnly;
  }

  /** Where Pythons that the process starts leave what they measured. */
  private Path children() {
    return scratch.resolve("children-" + process);
  }

  private Path temporary() {
    return scratch.resolve(Integer.toString(process));
  }

  /** That of another process, in the place of this one. */
  ChunkLaunch goingOn(int other, boolean last) {
    return new ChunkLaunch(
        settings,
        build,
        number,
        other,
        build.files(other).withTemplate(files.template()),
        workplace,
        scratch,
        portBase,
        listOnly,
        last);
  }

  /** The command; what the chunk finds on disk when it starts is there when this returns. */
  ChildCommand command() throws IOException {
    begin();
    SortedMap<String, String> environment = environment(settings.chunks());
    environment.put("SLIPCOVER_SHARD_PROBE", probeSettings(environment));
    return new ChildCommand(
        arguments(),
        workplace.directory(),
        withProbe(environment),
        Redirect.PIPE,
        Redirect.PIPE,
        Redirect.appendTo(files.log().toFile()));
  }

  /**
   * The runner as one would type it, without SlipCover and without anything of ours.
   *
   * @param log where its output goes
   */
  ChildCommand withoutSlipCover(List<String> arguments, Path log) throws IOException {
    List<String> all = new ArrayList<>();
    all.add(workplace.own(settings.interpreter()).toString());
    all.addAll(List.of("-m", settings.runner().word()));
    all.addAll(arguments);
    SortedMap<String, String> environment = environment(1);
    environment.remove("SLIPCOVER_SHARD_CHILDREN");
    return ChildCommand.logged(all, workplace.directory(), environment, log);
  }

  /** Lets SlipCover save what the journal of the ended process has; empty without a journal. */
  Optional<ChildCommand> salvage() throws IOException {
    if (!RegularFile.exists(journal())) {
      return Optional.empty();
    }
    List<String> arguments = probed(files.salvaged());
    arguments.addAll(List.of("-m", "slipcover_shard_probe.salvage", journal().toString()));
    if (settings.measuresChildren()) {
      arguments.add(children().toString());
    }
    return Optional.of(
        ChildCommand.logged(
            arguments,
            workplace.directory(),
            withProbe(environment(settings.chunks())),
            files.log()));
  }

  /**
   * The whole suite in this one process, as one would type it: nothing of ours is left in it when
   * SlipCover starts, but for what leads Python into a private copy, and what measures the Pythons
   * that it starts. What it finds on disk then is there when this returns.
   */
  ChildCommand serial() throws IOException {
    ObjectNode start = JSON.createObjectNode().put("parent", ProcessHandle.current().pid());
    putTemplate(start);
    List<String> arguments = new ArrayList<>();
    arguments.add(workplace.own(settings.interpreter()).toString());
    arguments.addAll(List.of("-I", "-S", probeIn(scratch) + "/slipcover_shard_probe/serial.py"));
    arguments.add(start.toString());
    arguments.addAll(slipcover(files.unproven()));
    begin();
    SortedMap<String, String> environment = environment(1);
    if (settings.measuresChildren()) {
      arguments.addAll(List.of("-m", "slipcover_shard_probe.child"));
      environment.put("SLIPCOVER_SHARD_CHILD", firstProgram(environment));
      environment = withProbe(environment);
    } else {
      arguments.addAll(List.of("-m", settings.runner().word()));
    }
    arguments.addAll(settings.runner().serialArguments());
    arguments.addAll(settings.runnerArguments());
    arguments.addAll(settings.paths());
    return ChildCommand.logged(arguments, workplace.directory(), environment, files.log());
  }

  /**
   * The runner as a program that is started like a child, and is to save what its children measure.
   */
  private String firstProgram(SortedMap<String, String> environment) {
    return JSON.createObjectNode()
        .put("kind", "m")
        .put("what", settings.runner().word())
        .put("directory", workplace.directory().toString())
        .put("python_path", environment.get("PYTHONPATH"))
        .put("is_first", true)
        .toString();
  }

  private List<String> arguments() {
    List<String> arguments = probed(files.unproven());
    arguments.addAll(List.of("-m", settings.runner().worker()));
    arguments.addAll(settings.runnerArguments());
    arguments.addAll(settings.paths());
    return arguments;
  }

  private List<String> probed(Path out) {
    List<String> arguments = slipcover(out);
    arguments.addAll(settings.runner().slipcoverFlags());
    return arguments;
  }

  private List<String> slipcover(Path out) {
    List<String> arguments = new ArrayList<>();
    arguments.add(workplace.own(settings.interpreter()).toString());
    arguments.addAll(List.of("-m", "slipcover", "--out", out.toString()));
    arguments.addAll(slipcoverOptions());
    return arguments;
  }

  private List<String> slipcoverOptions() {
    List<String> arguments = new ArrayList<>(List.of("--json", "--fail-under", "0"));
    SuiteSettings.SlipCoverOptions slipcover = settings.slipcover();
    if (slipcover.branch()) {
      arguments.add("--branch");
    }
    slipcover.source().ifPresent(list -> arguments.addAll(List.of("--source", own(list))));
    slipcover.omit().ifPresent(list -> arguments.addAll(List.of("--omit", own(list))));
    return arguments;
  }

  /** A comma-separated list in which absolute paths of the checkout are those of this chunk. */
  private String own(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(
            entry ->
                entry.startsWith("/")
                    ? SurrogateEscape.name(workplace.own(SurrogateEscape.path(entry)))
                    : entry)
        .collect(Collectors.joining(","));
  }

  /**
   * @param chunks how many it is told that there are
   */
  private SortedMap<String, String> environment(int chunks) throws IOException {
    Path temporary = Files.createDirectories(temporary());
    TreeMap<String, String> variables = new TreeMap<>(settings.environment());
    SLIPCOVER_CHANNEL.forEach(variables::remove);
    CommandFiles.replace(variables, scratch.resolve("commands-" + process));
    variables.put("SLIPCOVER_SHARD_CHUNK", Integer.toString(number));
    variables.put("SLIPCOVER_SHARD_CHUNKS", Integer.toString(chunks));
    variables.put("SLIPCOVER_SHARD_PORT_BASE", Integer.toString(portBase));
    // By this the guard finds all that the process starts.
    variables.put("SLIPCOVER_SHARD_RUN", temporary() + "/");
    variables.put("TMPDIR", temporary.toString());
    if (chunks > 1 && settings.runner() == Runner.PYTEST) {
      putWorkerIdentity(variables, chunks);
    }
    Map<String, String> placeholders = new TreeMap<>();
    placeholders.put("{chunk}", Integer.toString(number));
    placeholders.put("{chunks}", Integer.toString(chunks));
    placeholders.put("{build_dir}", workplace.own(build.path()).toString());
    placeholders.put("{tmp}", temporary.toString());
    placeholders.put("{port_base}", Integer.toString(portBase));
    if (settings.template().isPresent()) {
      variables.put("SLIPCOVER_SHARD_TEMPLATE_DB", template().toString());
      placeholders.put("{template_db}", template().toString());
    }
    settings
        .variables()
        .forEach(
            (name, value) -> {
              String filled = value;
              for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
                filled = filled.replace(placeholder.getKey(), placeholder.getValue());
              }
              variables.put(name, filled);
            });
    Path hook = probeIn(scratch).resolve("slipcover_shard_site");
    SortedMap<String, String> placed = new TreeMap<>(workplace.environment(variables, hook));
    if (settings.measuresChildren()) {
      placed.put("SLIPCOVER_SHARD_CHILDREN", childSettings());
      placeFirst(hook, placed);
    }
    // Another measurement in the same process; what judges it would judge a part of the suite.
    placed
        .keySet()
        .removeIf(name -> name.startsWith("COV_CORE_") || name.startsWith("COVERAGE_PROCESS_"));
    if (notesTouches() && chunks > 1) {
      List<Path> notes = new ArrayList<>(List.of(workplace.directory(), notes()));
      notes.addAll(privateFolders());
      placed.put(
          "SLIPCOVER_SHARD_NOTES",
          notes.stream().map(Path::toString).collect(Collectors.joining("\n")));
      placeFirst(hook, placed);
    }
    return placed;
  }

  /** What xdist tells its workers, whose numbers start at 0: suites keep them apart by it. */
  private void putWorkerIdentity(Map<String, String> variables, int chunks) {
    UUID run = UUID.nameUUIDFromBytes(scratch.toString().getBytes(StandardCharsets.UTF_8));
    variables.put("PYTEST_XDIST_WORKER", "gw" + (number - 1));
    variables.put("PYTEST_XDIST_WORKER_COUNT", Integer.toString(chunks));
    variables.put("PYTEST_XDIST_TESTRUNUID", run.toString().replace("-", ""));
  }

  private static void placeFirst(Path hook, SortedMap<String, String> environment) {
    environment.merge(
        "PYTHONPATH",
        hook.toString(),
        (old, ours) -> old.startsWith(ours) ? old : ours + ":" + old);
  }

  /** What a Python has to know that the suite starts; the worker adds its own version. */
  private String childSettings() throws IOException {
    ObjectNode children = JSON.createObjectNode();
    children.put("root", workplace.directory().toString());
    children.put("folder", Files.createDirectories(children()).toString());
    ArrayNode arguments = children.putArray("arguments");
    slipcoverOptions().forEach(arguments::add);
    return children.toString();
  }

  /** Makes what the process writes to, in the place of anything that another has put there. */
  private void begin() throws IOException {
    for (Path place : List.of(temporary(), children(), journal(), notes(), events())) {
      FileTree.delete(place);
    }
    build.begin(files.log());
  }

  /** Where other processes of the chunk note what they touch. */
  private Path notes() {
    return scratch.resolve("notes-" + process);
  }

  /** Where nothing that the chunk writes can be in another's way. */
  private List<Path> privateFolders() {
    List<Path> folders = new ArrayList<>(workplace.originals().keySet());
    folders.addAll(List.of(temporary(), build.ours(), cache()));
    return folders;
  }

  private Path cache() {
    return settings.cache().orElse(scratch.resolve("slipcover"));
  }

  /** First, so that nothing of the project can take our place; the worker takes it away again. */
  private SortedMap<String, String> withProbe(SortedMap<String, String> environment) {
    environment.merge("PYTHONPATH", probeIn(scratch).toString(), (old, ours) -> ours + ":" + old);
    return environment;
  }

  /** Where this chunk has its copy of the template database. */
  private Path template() {
    return workplace.own(files.template());
  }

  private String probeSettings(Map<String, String> environment) throws IOException {
    ObjectNode probe = JSON.createObjectNode();
    probe.put("parent", ProcessHandle.current().pid());
    probe.put("python_path", environment.get("PYTHONPATH"));
    probe.put("events", events().toString());
    probe.put("journal", listOnly ? null : journal().toString());
    probe.put("outputs", files.outputs().toString());
    probe.put("list_only", listOnly);
    probe.put("gated", settings.gated());
    probe.put("process", process).put("alone", settings.chunks() == 1 && process == number);
    probe.put("accelerated", settings.accelerated() && !listOnly);
    probe.put("cache", cache().toString());
    probe.put("scenario_timeout", settings.scenarioTimeout().map(Duration::toSeconds).orElse(0L));
    probe.put("queued", settings.queued() && settings.onlyChunk().isEmpty());
    probe.put("in_order", process != number);
    probe.put("takes_back", !isLastAttempt);
    probe.putNull("touches");
    if (notesTouches()) {
      ObjectNode touches = probe.putObject("touches");
      touches.put("root", workplace.directory().toString()).put("file", notes().toString());
      ArrayNode own = touches.putArray("own");
      privateFolders().forEach(folder -> own.add(folder.toString()));
    }
    putTemplate(probe);
    return probe.toString();
  }

  /** Copies the template database, or says to the process what it is to copy through SQLite. */
  private void putTemplate(ObjectNode start) throws IOException {
    start.putNull("template");
    if (settings.template().isPresent() && !listOnly) {
      Path from = settings.template().get();
      Files.createDirectories(template().getParent());
      TemplateDatabase.delete(template());
      build.listDatabase(template());
      if (TemplateDatabase.isSqlite(from)) {
        start.putObject("template").put("from", from.toString()).put("to", template().toString());
      } else {
        Files.copy(from, template());
      }
    }
  }
}
