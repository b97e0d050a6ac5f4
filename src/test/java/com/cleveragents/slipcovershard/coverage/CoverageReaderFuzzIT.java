package com.cleveragents.slipcovershard.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.Recorded;
import com.code_intelligence.jazzer.Jazzer;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.fasterxml.jackson.core.JsonFactory;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lets a fuzzer that sees which code an input reaches look for bytes on which the reader does
 * anything but read them or refuse them.
 *
 * <p>It has a Java of its own, since it rewrites the classes that it watches. What it finds belongs
 * into the folder of {@link #seeds}, from where it is tried again in every run.
 */
class CoverageReaderFuzzIT {
  private static final Path WORK = Path.of("target", "fuzz").toAbsolutePath();
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 12);
  private static final Pattern DONE = Pattern.compile("(?m)^Done (\\d+) runs in ");
  private static final List<String> WORDS =
      List.of(
          "meta",
          "software",
          "slipcover",
          "version",
          "1.1.0",
          "branch_coverage",
          "show_contexts",
          "files",
          "executed_lines",
          "missing_lines",
          "executed_branches",
          "missing_branches",
          "summary",
          "covered_lines",
          "missing_lines",
          "covered_branches",
          "percent_covered");

  @Test
  void findsNothingButReadingAndRefusing()
      throws IOException, InterruptedException, URISyntaxException {
    Path corpus = Files.createDirectories(WORK.resolve("corpus"));
    Path findings = Files.createDirectories(WORK.resolve("findings"));
    Path words = WORK.resolve("words.txt");
    Files.write(words, WORDS.stream().distinct().map(word -> "\"\\\"" + word + "\\\"\"").toList());
    Path log = WORK.resolve("fuzz.log");
    Process fuzzer =
        new ProcessBuilder(
                // A process that this one makes itself counts our memory as its own peak.
                "/bin/sh",
                "-c",
                "\"$@\"; exit $?",
                "fuzzer",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                classPath(),
                Jazzer.class.getName(),
                "--target_class=" + CoverageReaderFuzzTarget.class.getName(),
                "--instrumentation_includes="
                    + "com.cleveragents.slipcovershard.**:com.fasterxml.jackson.core.**",
                "--reproducer_path=" + findings,
                "-artifact_prefix=" + findings + File.separator,
                "-dict=" + words,
                "-max_len=8192",
                "-timeout=60",
                "-rss_limit_mb=1024",
                "-max_total_time=" + SECONDS,
                "-print_final_stats=1",
                corpus.toString(),
                seeds().toString(),
                folder(Recorded.class, "recorded/1.0.8").toString(),
                folder(Recorded.class, "recorded/1.0.17").toString(),
                folder(Recorded.class, "recorded/1.1.0").toString())
            .directory(WORK.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int code = fuzzer.waitFor();
    String told = Files.readString(log);
    assertEquals(0, code, () -> "move what is in " + findings + " to the seeds. " + told);
    assertTrue(
        DONE.matcher(told).results().anyMatch(done -> Long.parseLong(done.group(1)) > 1000), told);
    assertTrue(told.contains("Instrumented " + CoverageReader.class.getName()), told);
  }

  @ParameterizedTest
  @MethodSource("seedFiles")
  void readsOrRefusesWhatWasFoundBefore(Path seed) throws IOException {
    CoverageReaderFuzzTarget.fuzzerTestOneInput(Files.readAllBytes(seed));
  }

  static List<Path> seedFiles() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(seeds())) {
      return files.sorted().toList();
    }
  }

  private static Path seeds() throws URISyntaxException {
    return folder(CoverageReaderFuzzIT.class, "fuzz");
  }

  private static Path folder(Class<?> beside, String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(beside.getResource(name), name).toURI());
  }

  private static String classPath() throws URISyntaxException {
    return Stream.of(
            CoverageReader.class,
            CoverageReaderFuzzTarget.class,
            JsonFactory.class,
            NullMarked.class,
            Jazzer.class,
            FuzzedDataProvider.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
        .map(location -> new File(location.getPath()).toString())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }
}
