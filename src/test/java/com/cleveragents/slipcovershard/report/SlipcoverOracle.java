package com.cleveragents.slipcovershard.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** SlipCover's own command line, many times in one process. */
final class SlipcoverOracle implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** For each line of commands one line: null, or what went wrong. */
  private static final String SCRIPT =
      """
      import contextlib, json, sys, traceback
      import slipcover.__main__ as slipcover

      for line in sys.stdin:
          trouble = None
          try:
              for command in json.loads(line):
                  sys.argv = ["slipcover", *command["arguments"]]
                  with open(command["printed"], "w", encoding="utf-8") as printed:
                      with contextlib.redirect_stdout(printed):
                          code = slipcover.main()
                  if code:
                      trouble = f"{command} ended with {code}"
          except BaseException:
              trouble = traceback.format_exc()
          print(json.dumps(trouble), flush=True)
      """;

  private final Process process;
  private final Path errors;
  private final BufferedWriter commands;
  private final BufferedReader answers;

  SlipcoverOracle(String python, Path directory) throws IOException {
    errors = directory.resolve("oracle.err");
    ProcessBuilder builder =
        new ProcessBuilder(List.of(python, "-c", SCRIPT))
            .directory(directory.toFile())
            .redirectError(errors.toFile());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    process = builder.start();
    commands = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Asks for all that a merge is to be compared in, and does not wait for it. */
  void begin(MergeCase merge) throws IOException {
    List<Map<String, Object>> lines =
        MergeCase.FORMATS.stream()
            .map(
                format ->
                    Map.<String, Object>of(
                        "arguments", merge.arguments(format), "printed", merge.printed(format)))
            .toList();
    commands.write(JSON.writeValueAsString(lines));
    commands.newLine();
    commands.flush();
  }

  /** Waits until the merge that was begun first is done. */
  void finish() throws IOException {
    String answer = answers.readLine();
    if (!"null".equals(answer)) {
      throw new IOException("SlipCover: " + answer + " " + Files.readString(errors));
    }
  }

  @Override
  public void close() throws IOException {
    commands.close();
    process.onExit().join();
    answers.close();
  }
}
