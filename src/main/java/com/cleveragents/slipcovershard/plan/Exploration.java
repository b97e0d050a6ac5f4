package com.cleveragents.slipcovershard.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What more or fewer chunks would bring.
 *
 * @param points in the order of the numbers of chunks
 * @param recommended the fewest chunks that are nearly as fast as any number of them on this
 *     machine
 * @param pole what takes longest of all that cannot be split; empty for no features
 */
public record Exploration(List<Point> points, int recommended, Optional<LongPole> pole) {
  /** More are not looked at. */
  public static final int MOST_CHUNKS = 32;

  private static final List<Integer> COUNTS = List.of(1, 2, 3, 4, 6, 8, 12, 16, 24, MOST_CHUNKS);
  private static final double NEARLY = 1.05;
  private static final double HARDLY_SHORTER = 1.1;

  public Exploration {
    points = List.copyOf(points);
  }

  /**
   * One number of chunks.
   *
   * @param seconds expected where each chunk has a CPU
   * @param secondsHere expected on this machine
   */
  public record Point(int chunks, double seconds, double secondsHere) {}

  /**
   * The longest piece of work that one chunk has to do alone.
   *
   * @param share of all work, from 0 to 1
   * @param mostChunks that help, until it is made shorter
   */
  public record LongPole(String name, double share, int mostChunks) {}

  /**
   * Looks at up to {@link #MOST_CHUNKS} chunks. A plan comes so near to an even share, or to the
   * longest piece, that none has to be made for this.
   *
   * @param timings has to know some of the features
   * @param splitting which features may be split
   * @param processors of this machine
   */
  public static Exploration of(
      Timings timings,
      List<Feature> features,
      SortedMap<Integer, ParsedFeature> parsed,
      Splitting splitting,
      int processors) {
    List<Work> works = Work.of(features, parsed, new Estimate(timings, features), splitting);
    double total = works.stream().mapToDouble(Work::weight).sum();
    double fixed = timings.chunk().typical().orElse(0);
    Optional<Work.Pole> longest =
        works.stream()
            .map(work -> work.pole(true))
            .max(Comparator.comparingDouble(Work.Pole::weight))
            .filter(pole -> pole.weight() > 0);
    int units = works.stream().mapToInt(work -> work.mostUnits()).sum();
    List<Point> points = new ArrayList<>();
    for (int chunks : COUNTS) {
      if (chunks <= units) {
        double share = Math.max(total / chunks, longest.map(Work.Pole::weight).orElse(0.0));
        double atLeast = (total + chunks * fixed) / Math.min(chunks, processors);
        points.add(new Point(chunks, fixed + share, Math.max(fixed + share, atLeast)));
      }
    }
    double best = points.stream().mapToDouble(Point::secondsHere).min().orElse(0);
    int recommended =
        points.stream()
            .filter(point -> point.secondsHere() <= best * NEARLY)
            .mapToInt(Point::chunks)
            .findFirst()
            .orElse(1);
    Optional<LongPole> pole =
        longest.map(
            found ->
                new LongPole(
                    found.name(),
                    found.weight() / total,
                    (int) Math.ceil(total / found.weight() / HARDLY_SHORTER)));
    return new Exploration(points, recommended, pole);
  }
}
