package com.cleveragents.slipcovershard.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes the command of each chunk: the same for all but for its number and what follows from it.
 */
final class ChunkLauncher {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] SQLITE_MAGIC =
      "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  /** SlipCover's own channel to its helpers; a value from outside would mix up the chunks. */
  private static final List<String> SLIPCOVER_CHANNEL =
      List.of(
          "SLIPCOVER_ENABLED",
          "SLIPCOVER_SOURCE",
          "SLIPCOVER_OMIT",
          "SLIPCOVER_BRANCH",
          "SLIPCOVER_EXCLUDE_LINES",
          "SLIPCOVER_COVERAGE_DIR");

  private final SuiteSettings settings;
  private final BuildDirectory build;
  private final Path scratch;
  private final PortBlocks ports;
  private final RunObserver observer;

  /**
   * @param scratch a directory of this run, outside the working directory, with the probe in it
   */
  ChunkLauncher(
      SuiteSettings settings,
      BuildDirectory build,
      Path scratch,
      PortBlocks ports,
      RunObserver observer) {
    this.settings = settings;
    this.build = build;
    this.scratch = scratch;
    this.ports = ports;
    this.observer = observer;
  }

  static Path probeIn(Path scratch) {
    return scratch.resolve("probe");
  }

  /**
   * @param listOnly the worker tells what it would run, and ends
   */
  ChildCommand command(int chunk, ChunkFiles files, boolean listOnly) throws IOException {
    Path temporary = Files.createDirectories(scratch.resolve(Integer.toString(chunk)));
    return new ChildCommand(
        arguments(files),
        settings.directory(),
        environment(chunk, files, temporary, listOnly),
        Redirect.PIPE,
        Redirect.PIPE,
        Redirect.appendTo(files.log().toFile()));
  }

  private List<String> arguments(ChunkFiles files) {
    List<String> arguments = new ArrayList<>();
    arguments.add(settings.interpreter().toString());
    arguments.addAll(List.of("-m", "slipcover", "--json"));
    arguments.addAll(List.of("--out", files.unproven().toString()));
    arguments.addAll(List.of("--fail-under", "0", "--dont-wrap-pytest"));
    SuiteSettings.SlipCoverOptions slipcover = settings.slipcover();
    if (slipcover.branch()) {
      arguments.add("--branch");
    }
    slipcover.source().ifPresent(source -> arguments.addAll(List.of("--source", source)));
    slipcover.omit().ifPresent(omit -> arguments.addAll(List.of("--omit", omit)));
    arguments.addAll(List.of("-m", "slipcover_shard_probe.behave_worker"));
    arguments.addAll(settings.runnerArguments());
    arguments.addAll(settings.paths());
    return arguments;
  }

  private SortedMap<String, String> environment(
      int chunk, ChunkFiles files, Path temporary, boolean listOnly) throws IOException {
    TreeMap<String, String> environment = new TreeMap<>(settings.environment());
    SLIPCOVER_CHANNEL.forEach(environment::remove);
    Map<String, String> placeholders = new TreeMap<>();
    placeholders.put("chunk", Integer.toString(chunk));
    placeholders.put("chunks", Integer.toString(settings.chunks()));
    placeholders.put("build_dir", build.path().toString());
    placeholders.put("tmp", temporary.toString());
    placeholders.put("port_base", Integer.toString(ports.baseOf(chunk)));
    if (settings.template().isPresent()) {
      placeholders.put("template_db", files.template().toString());
    }
    settings
        .variables()
        .forEach((name, value) -> environment.put(name, filledIn(value, placeholders)));
    environment.put("SLIPCOVER_SHARD_CHUNK", placeholders.get("chunk"));
    environment.put("SLIPCOVER_SHARD_CHUNKS", placeholders.get("chunks"));
    environment.put("SLIPCOVER_SHARD_PORT_BASE", placeholders.get("port_base"));
    if (settings.template().isPresent()) {
      environment.put("SLIPCOVER_SHARD_TEMPLATE_DB", files.template().toString());
    }
    environment.put("TMPDIR", temporary.toString());
    environment.put("SLIPCOVER_SHARD_PROBE", probeSettings(chunk, files, environment, listOnly));
    String probe = probeIn(scratch).toString();
    environment.merge("PYTHONPATH", probe, (old, ours) -> ours + ":" + old);
    return environment;
  }

  private static String filledIn(String value, Map<String, String> placeholders) {
    String filled = value;
    for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
      filled = filled.replace("{" + placeholder.getKey() + "}", placeholder.getValue());
    }
    return filled;
  }

  private String probeSettings(
      int chunk, ChunkFiles files, Map<String, String> environment, boolean listOnly)
      throws IOException {
    ObjectNode probe = JSON.createObjectNode();
    probe.put("parent", ProcessHandle.current().pid());
    probe.put("python_path", environment.get("PYTHONPATH"));
    probe.put("ignored", build.ours().toString());
    probe.put("outputs", files.outputs().toString());
    probe.put("list_only", listOnly);
    probe.putNull("template");
    if (settings.template().isPresent() && !listOnly) {
      Path template = settings.template().get();
      if (isSqlite(template)) {
        probe
            .putObject("template")
            .put("from", template.toString())
            .put("to", files.template().toString());
      } else {
        Files.copy(template, files.template());
        if (chunk == 1) {
          observer.note(template + " is no SQLite database: copied as it is for each chunk");
        }
      }
    }
    return probe.toString();
  }

  /**
   * Whether the file starts like an SQLite database; SQLite takes an empty one for a database too.
   */
  static boolean isSqlite(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(SQLITE_MAGIC.length);
      return start.length == 0 || Arrays.equals(start, SQLITE_MAGIC);
    }
  }
}
