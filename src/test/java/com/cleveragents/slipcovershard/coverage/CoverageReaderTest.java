package com.cleveragents.slipcovershard.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.Recorded;
import com.cleveragents.slipcovershard.ShardException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoverageReaderTest {
  private static final String META =
      "'meta':{'software':'slipcover','version':'1.1.0','branch_coverage':false,"
          + "'show_contexts':false}";
  private static final String BRANCH_META =
      META.replace("'branch_coverage':false", "'branch_coverage':true");

  @ParameterizedTest
  @ValueSource(strings = {"1.0.8", "1.0.17", "1.1.0"})
  void readsLinesOfEachVersion(String version) {
    Coverage coverage = read(Recorded.text(version + "/lines-small.json"));
    assertEquals(new SlipcoverVersion(version), coverage.version());
    assertEquals(DrawnCoverage.file("+..++-+..+++"), coverage.files().get("shop/export/table.py"));
    assertEquals(7, coverage.files().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0.8", "1.0.17", "1.1.0"})
  void readsBranchesOfEachVersion(String version) {
    Coverage coverage = read(Recorded.text(version + "/branches-small.json"));
    assertTrue(coverage.withBranches());
    assertEquals(
        DrawnCoverage.file("+..++-+..+++ 5>7 5!6 11>12 11!0"),
        coverage.files().get("shop/export/table.py"));
  }

  @Test
  void readsWhatItDoesNotDemandInAnyOrder() {
    String file =
        "{'files':{'a.py':{'new':{'x':[1]},'missing_lines':[3,2],'executed_lines':[1]}},"
            + "'new':[null],'summary':{'new':{'x':1},'newer':'1'},"
            + META.replace("'version'", "'new':[{}],'version'")
            + "}";
    assertEquals(DrawnCoverage.lines("a.py +--"), read(json(file)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``  | is empty
          {'meta'                                        | ends in the middle
          {'files':{'a.py':{'executed_lines':[1,         | ends in the middle
          {META,'files':{}                               | ends in the middle: whatever wrote it did not finish (at character
          hello                                          | is not JSON
          []                                             | has something else where an object belongs
          {'a':1,'a':2}                                  | is not JSON: Duplicate field 'a'
          {META,'files':{},'files':{}}                   | is not JSON: Duplicate field 'files'
          {META,'files':{'a.py':{'executed_lines':[],'missing_lines':[]},'a.py':{}}} | is not JSON: Duplicate field 'a.py'
          {META,'files':{'a.py':{'executed_lines':[],'executed_lines':[]}}} | is not JSON: Duplicate field 'executed_lines'
          {}                                             | has no meta
          {'meta':{},'files':{}}                         | was not written by SlipCover (at /meta
          {'meta':{'format':3,'version':'7.6'},'files':{}} | was not written by SlipCover (at /meta
          {'meta':{'software':{}},'files':{}}            | has something else where a string belongs (at /meta/software
          {'meta':{'software':'slipcover','version':''}} | has a version that SlipCover cannot have (at /meta/version
          {'meta':{'software':'slipcover','version':7}}  | has something else where a string belongs (at /meta/version
          {'meta':[]}                                    | has something else where an object belongs (at /meta
          {'meta':{'software':'slipcover'},'files':{}}   | does not tell the version
          {'meta':{'show_contexts':true}}                | was measured with contexts
          {'meta':{'branch_coverage':1}}                 | has something else where true or false belongs (at /meta/branch_coverage
          {META}                                         | has no files
          {META,'files':[]}                              | has something else where an object belongs (at /files
          {META,'files':{'a.py':null}}                   | has something else where an object belongs (at /files/a.py
          {META,'files':{}} {}                           | goes on after its end
          {META,'files':{'':{}}}                         | has a path that no file can have
          {META,'files':{'a.py':{}}}                     | lacks the lists of executed and missing lines of a.py (at /files/a.py
          {META,'files':{'s/a.py':{'executed_lines':[1,-2]}}}  | has -2 as a line number (at /files/s~1a.py/executed_lines/1
          {META,'files':{'a.py':{'executed_lines':[1.0]}}}     | has something else where a line number belongs (at /files/a.py/executed_lines/0
          {META,'files':{'a.py':{'missing_lines':[-1]}}}       | has -1 as a line number (at /files/a.py/missing_lines/0
          {META,'files':{'a.py':{'executed_lines':[1e3]}}}     | has something else where a line number belongs
          {META,'files':{'a.py':{'executed_lines':[null]}}}    | has something else where a line number belongs
          {META,'files':{'a.py':{'executed_lines':[NaN]}}}     | is not JSON
          {META,'files':{'a.py':{'executed_lines':[Infinity]}}} | is not JSON
          {META,'files':{'a.py':{'executed_lines':[[1]]}}}     | has something else where a line number belongs
          {META,'files':{'a.py':{'executed_lines':null}}}      | has something else where a list of lines belongs
          {META,'files':{'a.py':{'executed_lines':['1']}}}     | has something else where a line number belongs
          {META,'files':{'a.py':{'executed_lines':[99999999999999999999]}}} | has 99999999999999999999 as a line number
          {META,'files':{'a.py':{'executed_lines':[2000000000]}}} | has 2000000000 as a line number
          {META,'files':{'a.py':{'executed_lines':[7,7]}}}     | lists line 7 twice
          {META,'files':{'a.py':{'executed_lines':7}}}         | has something else where a list of lines belongs
          {META,'files':{'a.py':{'executed_branches':[1]}}}    | has something else where a pair of lines belongs
          {META,'files':{'a.py':{'executed_branches':[[1]]}}}  | has something else where a line number belongs
          {META,'files':{'a.py':{'executed_branches':[[1,-2]]}}} | has -2 as a line number (at /files/a.py/executed_branches/0/1
          {META,'files':{'a.py':{'executed_branches':[[1.5,2]]}}} | has something else where a line number belongs (at /files/a.py/executed_branches/0/0
          {META,'files':{'a.py':{'executed_branches':[[1,2,3]]}}} | has something else where the end of a pair
          {META,'files':{'a.py':{'executed_branches':[[1,2],[1,2]]}}} | lists a branch twice (at /files/a.py/executed_branches
          {META,'files':{'a.py':{'executed_lines':[4],'missing_lines':[3,4]}}} | has line 4 both executed and missing (at /files/a.py
          {META,'files':{'a.py':{'executed_lines':[],'missing_lines':[],'executed_branches':[]}}} | has only one of the two lists of branches of a.py
          {META,'files':{'a.py':{'executed_lines':[],'missing_lines':[],'executed_branches':[],'missing_branches':[]}}} | says it has no branches, but there are some for a.py
          {BRANCH_META,'files':{'a.py':{'executed_lines':[],'missing_lines':[]}}} | says it has branches, but there are none for a.py
          {BRANCH_META,'files':{'a.py':{LISTS},'b.py':{LISTS,ARCS}}} | says it has branches, but there are none for a.py
          {BRANCH_META,'files':{'a.py':{LISTS,ARCS},'b.py':{LISTS}}} | says it has branches, but there are none for b.py
          {'files':{'a.py':{LISTS},'b.py':{LISTS,ARCS}},META}  | says it has no branches, but there are some for b.py
          {BRANCH_META,'files':{'a.py':{'executed_lines':[],'missing_lines':[],'executed_branches':[[1,0]],'missing_branches':[[1,0]]}}} | has branch 1->exit both executed and missing
          {META,'files':{'a.py':{'executed_lines':[1],'missing_lines':[],'summary':{'covered_lines':2}}}} | says covered_lines is 2 in a summary, but its lists make 1 (at /files/a.py
          {META,'files':{'a.py':{'executed_lines':[1],'missing_lines':[2],'summary':{'missing_lines':0}}}} | says missing_lines is 0
          {BRANCH_META,'files':{'a.py':{LISTS,ARCS,'summary':{'covered_branches':1}}}} | says covered_branches is 1 in a summary, but its lists make 0 (at /files/a.py
          {BRANCH_META,'files':{'a.py':{LISTS,ARCS,'summary':{'missing_branches':3}}}} | says missing_branches is 3 in a summary, but its lists make 0
          {META,'files':{'a.py':{LISTS}},'summary':{'covered_lines':1}} | says covered_lines is 1 in a summary, but its lists make 0
          {META,'files':{'a.py':{LISTS,'summary':[]}}}         | has something else where an object belongs (at /files/a.py/summary
          {META,'files':{'a.py':{'executed_lines':[1],'missing_lines':[2],'summary':{'percent_covered':99.0}}}} | says percent_covered is 99.0 in a summary, but its lists make 50.0
          {META,'files':{'a.py':{'executed_lines':[1],'missing_lines':[2],'summary':{'percent_covered':NaN}}}} | is not JSON
          {META,'files':{'a.py':{'executed_lines':[1],'missing_lines':[2],'summary':{'percent_covered':1e999}}}} | says percent_covered is 1e999
          {META,'files':{},'summary':{'percent_covered':0.0}}  | says percent_covered is 0.0
          """)
  void refusesWhatSlipcoverCannotHaveWritten(String file, String expected) {
    String whole =
        file.replace("BRANCH_META", BRANCH_META)
            .replace("META", META)
            .replace("LISTS", "'executed_lines':[],'missing_lines':[]")
            .replace("ARCS", "'executed_branches':[],'missing_branches':[]");
    String message = refusal(json(whole));
    assertTrue(
        message.startsWith("chunk.json " + expected), () -> message + " instead of " + expected);
  }

  @Test
  void tellsThePlaceAndWhatToDo() {
    String message = refusal("{\"meta\": }");
    assertTrue(message.contains("(at character "), message);
    assertTrue(
        message.endsWith(". Measure again, and give only whole files written by slipcover --json."),
        message);
  }

  @Test
  void refusesEveryBeginningOfAFile() {
    String whole = Recorded.text("1.1.0/branches-small.json").strip();
    for (int end = 0; end < whole.length(); end += 7) {
      String part = whole.substring(0, end);
      assertThrows(ShardException.class, () -> read(part));
    }
  }

  @Test
  void refusesASmallFileOfHugeNumbers() {
    String files =
        IntStream.range(0, 16)
            .mapToObj(i -> "'" + i + ".py':{'executed_lines':[16777215],'missing_lines':[1]}")
            .collect(Collectors.joining(","));
    String message = refusal(json("{'files':{" + files + "}," + META + "}"));
    assertTrue(
        message.startsWith(
            "chunk.json has more lines than all sources of a project can have (at /files/15.py/"),
        message);
  }

  @Test
  void refusesAVersionWithoutEnd() {
    String meta = META.replace("1.1.0", "1".repeat(101));
    assertTrue(
        refusal(json("{" + meta + "}")).startsWith("chunk.json has a version that SlipCover"));
  }

  @Test
  void refusesBytesThatAreNotText() {
    byte[] bytes = {'{', '"', (byte) 0xff, (byte) 0xfe, '"'};
    assertThrows(
        ShardException.class,
        () -> CoverageReader.read("chunk.json", new ByteArrayInputStream(bytes)));
  }

  private static String refusal(String file) {
    ShardException refusal = assertThrows(ShardException.class, () -> read(file));
    assertEquals(ExitCode.COVERAGE_UNUSABLE, refusal.code());
    return refusal.sentence();
  }

  private static Coverage read(String file) {
    return CoverageReader.read(
        "chunk.json", new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
  }

  /** Drawn with single quotes, which no file here has in its names. */
  private static String json(String drawn) {
    return drawn.replace('\'', '"');
  }
}
