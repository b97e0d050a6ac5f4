package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.coverage.Comparison;
import com.cleveragents.slipcovershard.coverage.Executed;
import com.cleveragents.slipcovershard.coverage.FileDifference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** verify.json: all that chunks and one process did not have in common. */
final class VerifyFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VERSION = 1;

  private VerifyFile() {}

  /**
   * {@code {"version":1,"same","tests":{"chunks","one_process"},"files":{path:{"only_in_chunks",
   * "chunks":{number:…},"only_in_one_process","unknown_to"}}}}, each part of a file as {@code
   * {"lines":[…],"branches":[[from,to],…]}}; 0 is the end of a block.
   *
   * @param chunksFailed tests failed in the chunks
   * @param oneProcessFailed tests failed in the one process
   */
  static String toJson(Comparison comparison, boolean chunksFailed, boolean oneProcessFailed) {
    ObjectNode root = JSON.createObjectNode().put("version", VERSION);
    root.put("same", comparison.isSame() && chunksFailed == oneProcessFailed);
    root.putObject("tests")
        .put("chunks", word(chunksFailed))
        .put("one_process", word(oneProcessFailed));
    ObjectNode files = root.putObject("files");
    comparison
        .differences()
        .forEach((path, difference) -> write(difference, files.putObject(path)));
    return root.toPrettyString() + "\n";
  }

  private static String word(boolean failed) {
    return failed ? "failed" : "passed";
  }

  private static void write(FileDifference difference, ObjectNode file) {
    write(difference.onlyInChunks(), file.putObject("only_in_chunks"));
    ObjectNode chunks = file.putObject("chunks");
    difference
        .byChunk()
        .forEach((number, executed) -> write(executed, chunks.putObject(number.toString())));
    write(difference.onlyInOneProcess(), file.putObject("only_in_one_process"));
    difference
        .unknownTo()
        .ifPresent(side -> file.put("unknown_to", side.name().toLowerCase(Locale.ROOT)));
  }

  private static void write(Executed executed, ObjectNode node) {
    ArrayNode lines = node.putArray("lines");
    executed.lines().stream().forEach(lines::add);
    ArrayNode branches = node.putArray("branches");
    executed.branches().stream().forEach(arc -> branches.addArray().add(arc.from()).add(arc.to()));
  }
}
