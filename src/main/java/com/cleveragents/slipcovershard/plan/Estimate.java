package com.cleveragents.slipcovershard.plan;

import com.cleveragents.slipcovershard.plan.Timings.FeatureTimes;
import com.cleveragents.slipcovershard.plan.Timings.Occurrences;
import com.cleveragents.slipcovershard.plan.Timings.ScenarioTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * How long features and scenarios are thought to take: in seconds where earlier runs measured any
 * of them, else in bytes of their files.
 */
final class Estimate {
  private final Timings timings;
  private final boolean measured;
  private final double perByte;
  private final OptionalDouble perStep;

  Estimate(Timings timings, List<Feature> features) {
    this.timings = timings;
    double seconds = 0;
    long bytes = 0;
    for (Feature feature : features) {
      OptionalDouble known = timings.of(feature.path()).seconds();
      if (known.isPresent()) {
        seconds += known.getAsDouble();
        bytes += timings.of(feature.path()).bytes();
      }
    }
    this.measured = features.stream().anyMatch(this::isKnown);
    this.perByte = bytes == 0 ? 1 : seconds / bytes;
    this.perStep = perStep(features.stream().map(feature -> timings.of(feature.path())).distinct());
  }

  /** Whether weights are seconds. */
  boolean isMeasured() {
    return measured;
  }

  boolean isKnown(Feature feature) {
    return timings.of(feature.path()).seconds().isPresent();
  }

  /**
   * Whether a feature has other scenarios than it had when it ran last, as far as its size tells.
   */
  boolean hasChanged(Feature feature) {
    return timings.of(feature.path()).bytes() != feature.bytes();
  }

  /** Of a feature that nobody has parsed. */
  double weightOf(Feature feature) {
    return timings.of(feature.path()).seconds().orElse(feature.bytes() * perByte);
  }

  /** Of each scenario of a parsed feature; nothing for those that are not selected. */
  List<Double> weightsOf(Feature feature, ParsedFeature parsed) {
    FeatureTimes times = timings.of(feature.path());
    OptionalDouble ownPerStep = perStep(Stream.of(times));
    Occurrences occurrences = new Occurrences();
    int steps = parsed.scenarios().stream().mapToInt(ParsedScenario::steps).sum();
    List<Double> weights = new ArrayList<>();
    for (ParsedScenario scenario : parsed.scenarios()) {
      ScenarioTimes known = times.of(scenario.name(), occurrences.next(scenario.name()));
      double guess =
          ownPerStep.isPresent() || perStep.isPresent()
              ? scenario.steps() * ownPerStep.orElseGet(perStep::getAsDouble)
              : feature.bytes() * perByte * scenario.steps() / Math.max(1, steps);
      weights.add(scenario.selected() ? known.samples().typical().orElse(guess) : 0);
    }
    return weights;
  }

  /** What is known of taking a feature apart. */
  Optional<Separation> separation(Feature feature) {
    return timings.separation(feature.path());
  }

  /** What a feature takes beside its scenarios, and each piece of it anew. */
  double around(Feature feature) {
    return timings.of(feature.path()).around().typical().orElse(0);
  }

  /** The median of seconds per step over the known scenarios. */
  private static OptionalDouble perStep(Stream<FeatureTimes> features) {
    double[] sorted =
        features
            .flatMap(feature -> feature.scenarios().values().stream())
            .flatMap(List::stream)
            .filter(times -> times.steps() > 0)
            .flatMapToDouble(
                times -> times.samples().typical().stream().map(seconds -> seconds / times.steps()))
            .sorted()
            .toArray();
    return DoubleStream.of(sorted).skip(Math.max(0, sorted.length - 1) / 2).findFirst();
  }
}
