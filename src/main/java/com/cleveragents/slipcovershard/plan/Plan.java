package com.cleveragents.slipcovershard.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Which unit goes to which chunk.
 *
 * @param measured whether the weights are seconds of earlier runs, not sizes
 * @param chunks the shares, in the order of their numbers; none is empty
 */
public record Plan(boolean measured, List<Share> chunks) {
  private static final int VERSION = 1;

  public Plan {
    chunks = List.copyOf(chunks);
  }

  /**
   * What one chunk gets.
   *
   * @param chunk number of the chunk, from 1
   * @param units in the order in which the chunk runs them: the runner's own
   */
  public record Share(int chunk, List<WeightedUnit> units) {
    public Share {
      units = List.copyOf(units);
    }

    /** Sum of the weights of the units. */
    public double weight() {
      return units.stream().mapToDouble(WeightedUnit::weight).sum();
    }
  }

  /**
   * As JSON: {@code
   * {"version":1,"weights":"seconds"|"bytes","chunks":[{"chunk","weight","units":[…]}]}}.
   */
  public String toJson() {
    ObjectNode root = new ObjectMapper().createObjectNode().put("version", VERSION);
    root.put("weights", measured ? "seconds" : "bytes");
    ArrayNode all = root.putArray("chunks");
    for (Share share : chunks) {
      ObjectNode chunk = all.addObject().put("chunk", share.chunk());
      chunk.put("weight", rounded(share.weight()));
      ArrayNode units = chunk.putArray("units");
      for (WeightedUnit unit : share.units()) {
        units
            .addObject()
            .put("number", unit.unit().number())
            .put("unit", unit.unit().name())
            .put("weight", rounded(unit.weight()));
      }
    }
    return root.toPrettyString() + "\n";
  }

  private static double rounded(double weight) {
    return Math.round(weight * 1e6) / 1e6;
  }

  /** How many units there are in all chunks. */
  public int unitCount() {
    return chunks.stream().mapToInt(share -> share.units().size()).sum();
  }
}
