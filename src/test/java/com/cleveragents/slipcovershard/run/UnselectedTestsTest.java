package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that are not selected take a few bytes, and every number stays what it was. */
class UnselectedTestsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode read(String text) throws IOException {
    return JSON.readTree(text.replace('\'', '"'));
  }

  @Test
  void aRangeStandsForItsTests() throws Exception {
    List<JsonNode> apart =
        UnselectedTests.apart(
            read("[{'line':7,'name':'a','run':true},{'line':8,'to':10,'run':false}]"));
    assertEquals(List.of(7, 8, 9, 10), apart.stream().map(it -> it.path("line").asInt()).toList());
    assertEquals(
        List.of(true, false, false, false),
        apart.stream().map(it -> it.path("run").asBoolean()).toList());
  }

  @Test
  void scenariosKeepTheirNumbersInAnEvent() {
    String line =
        "{\"event\":\"unit\",\"unit\":0,\"name\":\"t.py\",\"in_file\":100001,\"whole\":false,"
            + "\"scenarios\":[{\"line\":1,\"to\":100000,\"run\":false},"
            + "{\"line\":100001,\"name\":\"test_last\",\"run\":true,\"steps\":1}]}";
    EventDecoder.Sent sent =
        EventDecoder.decode(line.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    Event.UnitParsed parsed = (Event.UnitParsed) sent.event();
    assertEquals(100_001, parsed.scenarios().size());
    assertEquals("test_last", parsed.scenarios().get(100_000).name());
    assertEquals(1, parsed.scenarios().stream().filter(each -> each.selected()).count());
  }

  @Test
  void theLedgerJoinsWhatHasNoNameAndEndedAlike() throws Exception {
    String left = "'name':'','selected':false,'end':'never started','status':''";
    ArrayNode entries =
        (ArrayNode)
            read(
                ("[{'line':1,%s},{'line':2,%s},{'line':3,'name':'b','selected':false},"
                        + "{'line':4,%s},{'line':6,%s},{'line':7,'name':'','selected':true}]")
                    .formatted(left, left, left, left));
    UnselectedTests.join(entries);
    String joined = "'selected':false,'end':'never started','status':'','to':";
    assertEquals(
        read(
            ("[{'line':1,%s2},{'line':3,'name':'b','selected':false},"
                    + "{'line':4,%s4},{'line':6,%s6},{'line':7,'name':'','selected':true}]")
                .formatted(joined, joined, joined)),
        entries);
    assertEquals(6, UnselectedTests.apart(entries).size());
  }
}
