package com.cleveragents.slipcovershard.coverage;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One SlipCover JSON file while it is read, in one pass. Whatever SlipCover cannot have written is
 * refused with its place; keys that are not known are passed over.
 */
public final class CoverageReader {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** No source has more lines, and a set of bits up to it is still small (2 MiB). */
  private static final int LAST_LINE = (1 << 24) - 1;

  /** No project has more; it keeps a small file of absurd numbers from taking all memory. */
  private static final long LINES_IN_ALL = 1L << 28;

  private static final int LONGEST_VERSION = 100;

  private static final double PERCENT_TOLERANCE = 1e-9;

  private final String name;
  private final JsonParser parser;
  private final SortedMap<String, FileCoverage> files = new TreeMap<>(Coverage.PATH_ORDER);

  private @Nullable SlipcoverVersion version;
  private long linesInAll;
  private boolean metaSeen;
  private boolean filesSeen;
  private boolean branchMode;
  private @Nullable String fileWithBranches;
  private @Nullable String fileWithoutBranches;

  private CoverageReader(String name, JsonParser parser) {
    this.name = name;
    this.parser = parser;
  }

  /**
   * Reads a whole measurement.
   *
   * @param name what messages call the file
   * @throws ShardException if it is not a whole and consistent SlipCover JSON file
   */
  public static Coverage read(String name, InputStream input) {
    // Decoded here: Jackson's own decoder refuses escaped surrogates in keys, and paths are keys.
    Reader text = new InputStreamReader(input, StandardCharsets.UTF_8.newDecoder());
    try (JsonParser parser = JSON.createParser(text)) {
      return new CoverageReader(name, parser).document();
    } catch (JsonProcessingException e) {
      String what = e.getOriginalMessage();
      throw unusable(
          name,
          what.startsWith("Unexpected end-of-input")
              ? "ends in the middle: whatever wrote it did not finish"
              : "is not JSON: " + what,
          "",
          e.getLocation(),
          e);
    } catch (CharacterCodingException e) {
      throw unusable(name, "is not text in UTF-8", "", null, e);
    } catch (IOException e) {
      throw unusable(name, "cannot be read: " + e.getMessage(), "", null, e);
    }
  }

  private Coverage document() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw defect("is empty: whatever should have written it did not finish");
    }
    expect(first, JsonToken.START_OBJECT, "an object");
    Map<String, String> summary = Map.of();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "meta" -> readMeta();
        case "files" -> readFiles();
        case "summary" -> summary = readSummary();
        default -> parser.skipChildren();
      }
    }
    Coverage coverage = checked();
    refuseWrongSummary(summary, coverage.lines(), coverage.branches());
    if (parser.nextToken() != null) {
      throw defect("goes on after its end");
    }
    return coverage;
  }

  private Coverage checked() {
    if (!metaSeen) {
      throw defect("has no meta: it was not written by SlipCover");
    }
    if (!filesSeen) {
      throw defect("has no files");
    }
    if (branchMode && fileWithoutBranches != null) {
      throw defect("says it has branches, but there are none for " + fileWithoutBranches);
    }
    if (!branchMode && fileWithBranches != null) {
      throw defect("says it has no branches, but there are some for " + fileWithBranches);
    }
    if (version == null) {
      throw defect("does not tell the version of SlipCover in meta");
    }
    return new Coverage(version, branchMode, files);
  }

  private void readMeta() throws IOException {
    expect(parser.currentToken(), JsonToken.START_OBJECT, "an object");
    metaSeen = true;
    String software = "";
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (key) {
        case "software" -> software = text(value);
        case "version" -> version = version(text(value));
        case "branch_coverage" -> branchMode = flag(value);
        case "show_contexts" -> {
          if (flag(value)) {
            throw defect("was measured with contexts, which cannot be merged");
          }
        }
        default -> parser.skipChildren();
      }
    }
    if (!software.equals("slipcover")) {
      throw defect("was not written by SlipCover");
    }
  }

  private SlipcoverVersion version(String text) {
    if (text.isEmpty() || text.length() > LONGEST_VERSION) {
      throw defect("has a version that SlipCover cannot have");
    }
    return new SlipcoverVersion(text);
  }

  private void readFiles() throws IOException {
    expect(parser.currentToken(), JsonToken.START_OBJECT, "an object");
    filesSeen = true;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String path = parser.currentName();
      if (path.isEmpty() || path.indexOf('\0') >= 0) {
        throw defect("has a path that no file can have");
      }
      parser.nextToken();
      files.put(path, readFile(path));
    }
  }

  private FileCoverage readFile(String path) throws IOException {
    expect(parser.currentToken(), JsonToken.START_OBJECT, "an object");
    Optional<LineSet> executed = Optional.empty();
    Optional<LineSet> missing = Optional.empty();
    Optional<ArcSet> taken = Optional.empty();
    Optional<ArcSet> untaken = Optional.empty();
    Map<String, String> summary = Map.of();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "executed_lines" -> executed = Optional.of(readLines());
        case "missing_lines" -> missing = Optional.of(readLines());
        case "executed_branches" -> taken = Optional.of(readArcs());
        case "missing_branches" -> untaken = Optional.of(readArcs());
        case "summary" -> summary = readSummary();
        default -> parser.skipChildren();
      }
    }
    if (executed.isEmpty() || missing.isEmpty()) {
      throw defect("lacks the lists of executed and missing lines of " + path);
    }
    if (taken.isPresent() != untaken.isPresent()) {
      throw defect("has only one of the two lists of branches of " + path);
    }
    if (taken.isPresent()) {
      fileWithBranches = path;
    } else {
      fileWithoutBranches = path;
    }
    return consistent(
        executed.get(),
        missing.get(),
        taken.orElse(ArcSet.EMPTY),
        untaken.orElse(ArcSet.EMPTY),
        summary);
  }

  private FileCoverage consistent(
      LineSet executed,
      LineSet missing,
      ArcSet taken,
      ArcSet untaken,
      Map<String, String> summary) {
    executed
        .firstInCommon(missing)
        .ifPresent(
            line -> {
              throw defect("has line " + line + " both executed and missing");
            });
    taken
        .firstInCommon(untaken)
        .ifPresent(
            arc -> {
              throw defect("has branch " + arc + " both executed and missing");
            });
    FileCoverage file = new FileCoverage(executed, missing, taken, untaken);
    refuseWrongSummary(summary, file.lines(), file.branches());
    return file;
  }

  private LineSet readLines() throws IOException {
    expect(parser.currentToken(), JsonToken.START_ARRAY, "a list of lines");
    BitSet lines = new BitSet();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int line = lineNumber();
      if (lines.get(line)) {
        throw defect("lists line " + line + " twice");
      }
      lines.set(line);
    }
    linesInAll += lines.length();
    if (linesInAll > LINES_IN_ALL) {
      throw defect("has more lines than all sources of a project can have");
    }
    return LineSet.owning(lines);
  }

  private ArcSet readArcs() throws IOException {
    expect(parser.currentToken(), JsonToken.START_ARRAY, "a list of branches");
    long[] arcs = new long[16];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(parser.currentToken(), JsonToken.START_ARRAY, "a pair of lines");
      parser.nextToken();
      int from = lineNumber();
      parser.nextToken();
      int to = lineNumber();
      expect(parser.nextToken(), JsonToken.END_ARRAY, "the end of a pair of lines");
      if (count == arcs.length) {
        arcs = Arrays.copyOf(arcs, 2 * count);
      }
      arcs[count++] = Arc.pack(from, to);
    }
    ArcSet set = ArcSet.ofPacked(Arrays.stream(arcs, 0, count));
    if (set.size() != count) {
      throw defect("lists a branch twice");
    }
    return set;
  }

  private int lineNumber() throws IOException {
    expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, "a line number");
    if (parser.getNumberType() != JsonParser.NumberType.INT
        || parser.getIntValue() < 0
        || parser.getIntValue() > LAST_LINE) {
      throw defect("has " + parser.getText() + " as a line number");
    }
    return parser.getIntValue();
  }

  /** The numbers of a summary as they are written; other values are passed over. */
  private SortedMap<String, String> readSummary() throws IOException {
    expect(parser.currentToken(), JsonToken.START_OBJECT, "an object");
    SortedMap<String, String> numbers = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      if (parser.nextToken().isNumeric()) {
        numbers.put(key, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
    return numbers;
  }

  private void refuseWrongSummary(Map<String, String> summary, Counter lines, Counter branches) {
    refuseWrongCount(summary, "covered_lines", lines.covered());
    refuseWrongCount(summary, "missing_lines", lines.missing());
    refuseWrongCount(summary, "covered_branches", branches.covered());
    refuseWrongCount(summary, "missing_branches", branches.missing());
    String percent = summary.get("percent_covered");
    double listed = lines.plus(branches).slipcoverPercent();
    if (percent != null && Math.abs(Double.parseDouble(percent) - listed) > PERCENT_TOLERANCE) {
      throw disagreement("percent_covered", percent, Double.toString(listed));
    }
  }

  private void refuseWrongCount(Map<String, String> summary, String key, long listed) {
    String count = summary.get(key);
    if (count != null && !count.equals(Long.toString(listed))) {
      throw disagreement(key, count, Long.toString(listed));
    }
  }

  private ShardException disagreement(String key, String told, String listed) {
    return defect("says " + key + " is " + told + " in a summary, but its lists make " + listed);
  }

  private String text(JsonToken value) throws IOException {
    expect(value, JsonToken.VALUE_STRING, "a string");
    return parser.getText();
  }

  private boolean flag(JsonToken value) {
    if (!value.isBoolean()) {
      throw defect("has something else where true or false belongs");
    }
    return value == JsonToken.VALUE_TRUE;
  }

  private void expect(JsonToken found, JsonToken wanted, String words) {
    if (found != wanted) {
      throw defect("has something else where " + words + " belongs");
    }
  }

  private ShardException defect(String what) {
    String pointer = parser.getParsingContext().pathAsPointer().toString();
    return unusable(name, what, pointer, parser.currentLocation(), null);
  }

  private static ShardException unusable(
      String name,
      String what,
      String pointer,
      @Nullable JsonLocation location,
      @Nullable Throwable cause) {
    StringJoiner place = new StringJoiner(", ", " (at ", ")").setEmptyValue("");
    if (!pointer.isEmpty()) {
      place.add(pointer);
    }
    if (location != null && location.getCharOffset() >= 0) {
      place.add("character " + location.getCharOffset());
    }
    String message =
        name
            + " "
            + what
            + place
            + ". Measure again, and give only whole files written by slipcover --json.";
    return cause == null
        ? new ShardException(ExitCode.COVERAGE_UNUSABLE, message)
        : new ShardException(ExitCode.COVERAGE_UNUSABLE, message, cause);
  }
}
