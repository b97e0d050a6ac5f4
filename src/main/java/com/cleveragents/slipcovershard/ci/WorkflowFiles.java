package com.cleveragents.slipcovershard.ci;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.SurrogateEscape;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The files through which a step tells its workflow something; absent outside of a workflow. */
public final class WorkflowFiles {
  /**
   * Where the runner's files are in a container, whatever the variables say: a job that runs on the
   * host itself names them as the host sees them.
   */
  private static final Path IN_CONTAINER = Path.of("/var/run/act/workflow");

  private static final String OUTPUT = "outputcmd.txt";
  private static final String SUMMARY = "SUMMARY.md";

  private static final int LONGEST_LINE = 60 * 1024;

  /** GitHub drops a summary above 1 MiB as a whole; other forges have it from there. */
  private static final int LONGEST_SUMMARY = 896 * 1024;

  private final Map<String, String> environment;
  private final Path inContainer;

  public WorkflowFiles(Map<String, String> environment) {
    this(environment, IN_CONTAINER);
  }

  WorkflowFiles(Map<String, String> environment, Path inContainer) {
    this.environment = environment;
    this.inContainer = inContainer;
  }

  /**
   * Writes the outputs of the step, {@code name=value} a line, and reads the file back: one line
   * that is none of these and no heredoc makes a runner lose all of them without a word.
   *
   * @param outputs values of one line
   */
  public void writeOutputs(SortedMap<String, String> outputs) {
    StringBuilder lines = new StringBuilder();
    outputs.forEach(
        (name, value) -> {
          String line = name + "=" + value.replaceAll("\\R", " ");
          if (line.getBytes(StandardCharsets.UTF_8).length > LONGEST_LINE) {
            throw new IllegalArgumentException("output " + name + " is too long for a runner");
          }
          lines.append(line).append('\n');
        });
    Optional<Path> file = append("OUTPUT", OUTPUT, lines.toString());
    if (file.isPresent()) {
      readBack(file.get(), lines.toString());
    }
  }

  /** How many bytes the summary of the step may still take, with what is there already. */
  public int roomInSummary() {
    try {
      Optional<Path> file = file("STEP_SUMMARY", SUMMARY).filter(Files::isRegularFile);
      long there = file.isPresent() ? Files.size(file.get()) : 0;
      return (int) Math.max(0, LONGEST_SUMMARY - there);
    } catch (IOException e) {
      return LONGEST_SUMMARY;
    }
  }

  /** Adds Markdown to the summary of the step. */
  public void writeSummary(String markdown) {
    append("STEP_SUMMARY", SUMMARY, markdown);
  }

  /**
   * A file of the runner's.
   *
   * @param variable the variable that names it
   * @param file empty where it is not named
   */
  public record StepFile(String variable, Optional<Path> file, boolean isWritable) {}

  /** The files, and whether they can be written; nothing is. */
  public List<StepFile> look() {
    return List.of(look("OUTPUT", OUTPUT), look("STEP_SUMMARY", SUMMARY));
  }

  private StepFile look(String name, String nameInContainer) {
    Optional<Path> file = file(name, nameInContainer);
    return new StepFile(
        "GITHUB_" + name, file, file.filter(WorkflowFiles::canBeWritten).isPresent());
  }

  private static boolean canBeWritten(Path file) {
    if (!Files.exists(file)) {
      Path folder = file.toAbsolutePath().getParent();
      return folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.APPEND)) {
      return channel.isOpen();
    } catch (IOException e) {
      return false;
    }
  }

  private Optional<Path> append(String name, String nameInContainer, String text) {
    Optional<Path> file = file(name, nameInContainer);
    if (file.isPresent()) {
      try {
        String start = endsInMidLine(file.get()) ? "\n" : "";
        Files.writeString(
            file.get(),
            start + SurrogateEscape.visible(text),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw failure(file.get(), name, "cannot be written: " + e, e);
      }
    }
    return file;
  }

  private Optional<Path> file(String name, String nameInContainer) {
    Optional<Path> named =
        List.of("GITHUB_", "FORGEJO_").stream()
            .map(prefix -> environment.getOrDefault(prefix + name, ""))
            .filter(value -> !value.isBlank())
            .findFirst()
            .map(Path::of);
    Path mounted = inContainer.resolve(nameInContainer);
    return named.map(file -> !Files.exists(file) && Files.exists(mounted) ? mounted : file);
  }

  private static boolean endsInMidLine(Path file) throws IOException {
    return !RegularFile.isMissing(file) && !Files.readString(file).matches("(?s)|.*\\n");
  }

  private void readBack(Path file, String lines) {
    try {
      String text = Files.readString(file);
      if (!text.endsWith(lines)) {
        throw failure(file, "OUTPUT", "does not hold what was written to it", null);
      }
      Optional<String> malformed = firstMalformed(text);
      if (malformed.isPresent()) {
        throw failure(
            file,
            "OUTPUT",
            "has a line that costs the step all its outputs: '"
                + malformed.get()
                + "'; find out who wrote it",
            null);
      }
    } catch (IOException e) {
      throw failure(file, "OUTPUT", "cannot be read back: " + e, e);
    }
  }

  /** Grammar: lines {@code name=value}, or {@code name<<END}, lines, {@code END}. */
  private static Optional<String> firstMalformed(String text) {
    List<String> lines = text.lines().toList();
    for (int number = 0; number < lines.size(); number++) {
      String line = lines.get(number);
      int equals = line.indexOf('=');
      int heredoc = line.indexOf("<<");
      if (heredoc > 0 && (equals < 0 || heredoc < equals)) {
        int end = lines.subList(number + 1, lines.size()).indexOf(line.substring(heredoc + 2));
        if (end < 0) {
          return Optional.of(line);
        }
        number += end + 1;
      } else if (equals <= 0) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  private static ShardException failure(
      Path file, String name, String what, @Nullable Throwable cause) {
    String sentence =
        "the workflow's file "
            + file
            + " ($GITHUB_"
            + name
            + ") "
            + what
            + "; unset the variable outside of a workflow";
    return cause == null
        ? new ShardException(ExitCode.SERVICE_FAILED, sentence)
        : new ShardException(ExitCode.SERVICE_FAILED, sentence, cause);
  }
}
