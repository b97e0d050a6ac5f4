package com.cleveragents.slipcovershard.cli;

import java.util.List;
import java.util.Random;

/** A made-up behave suite: a few features whose scenarios end in every way that behave knows. */
final class DrawnBehaveSuite {
  private static final String STEPS =
      """
      == features/steps/steps.py
      import os
      from behave import step
      import shop

      known = {}

      def first_time(name):
          path = os.path.join("flags", name)
          if os.path.exists(path):
              return False
          os.makedirs("flags", exist_ok=True)
          open(path, "w").close()
          return True

      @step("it works")
      def works(context):
          assert shop.sell(1) == "sold"

      @step("it fails")
      def fails(context):
          assert shop.sell(-1) == "sold"

      @step("it raises")
      def raises(context):
          raise ValueError("not this one")

      @step("{price:d} is sold")
      def sold(context, price):
          assert shop.sell(price) == "sold"

      @step("it is found to be of no use")
      def skips(context):
          context.scenario.skip("of no use")

      @step("{name} is remembered")
      def remember(context, name):
          known[name] = True

      @step("{name} is known")
      def knows(context, name):
          assert known.pop(name)

      @step("{name} fails the first time")
      def once(context, name):
          assert not first_time(name)

      @step("{name} fails, and is skipped later")
      def skipped_later(context, name):
          assert not first_time(name)
          context.scenario.skip("cannot be told any more")

      @step("its clean-up fails")
      def not_cleaned(context):
          def clean():
              raise ValueError("not cleaned")
          context.add_cleanup(clean)
      """;

  private static final String HOOKS =
      """
      == features/environment.py
      def before_feature(context, feature):
          if "bad_feature" in feature.tags:
              raise ValueError("before_feature")
          if "skipped_feature" in feature.tags:
              feature.skip("not this one")

      def before_scenario(context, scenario):
          if "bad_before" in scenario.effective_tags:
              raise ValueError("before_scenario")
          if "skipped" in scenario.effective_tags:
              scenario.skip("by a hook")

      def after_scenario(context, scenario):
          if "bad_after" in scenario.effective_tags:
              raise ValueError("after_scenario")
      """;

  private static final List<String> CALM =
      List.of(
          """
            Scenario: works #
              Given it works
          """,
          """
            Scenario: works
              Given it works
          """,
          """
            Scenario Outline: prices #
              Given <price> is sold

              Examples: some
                | price |
                | 1     |
                | 2     |
                | #     |
          """,
          """
            Scenario: of no use #
              Given it works
              And it is found to be of no use
              And it works
          """,
          """
            @skipped
            Scenario: left out #
              Given it fails
          """,
          """
            Scenario: before #
              Given n# is remembered

            Scenario: after #
              Given n# is known
          """,
          """
            Scenario: empty #
          """);

  private static final List<String> FAILING =
      List.of(
          """
            Scenario: fails #
              Given it works
              Then it fails
              And it works
          """,
          """
            Scenario: raises #
              Given it raises
          """,
          """
            Scenario: undefined #
              Given nobody wrote this
          """,
          """
            Scenario Outline: odd prices #
              Given <price> is sold

              Examples: some
                | price |
                | 1     |
                | -2    |
                | #     |
          """,
          """
            @bad_before
            Scenario: before it #
              Given it works
          """,
          """
            @bad_after
            Scenario: after it #
              Given it works
          """,
          """
            Scenario: not cleaned #
              Given its clean-up fails
          """);

  /** What fails first; the names say what happens when they run again. */
  private static final List<String> CHANGING =
      List.of(
          """
            Scenario: # recovers
              Given n# fails the first time
          """,
          """
            Scenario: # is skipped later
              Given n# fails, and is skipped later
          """);

  private static final List<String> UNRULY =
      List.of(
          """
          def before_all(context):
              def clean():
                  raise ValueError("not cleaned")
              context.add_cleanup(clean)
          """,
          """
          def before_all(context):
              raise ValueError("before_all")
          """,
          """
          def after_all(context):
              raise ValueError("after_all")
          """,
          """
          def after_feature(context, feature):
              for scenario in list(feature.walk_scenarios())[:1]:
                  scenario.reset()
                  scenario.run(context._runner)
          """,
          """
          def after_feature(context, feature):
              raise ValueError("after_feature")
          """,
          """
          def after_feature(context, feature):
              for scenario in list(feature.walk_scenarios())[-1:]:
                  scenario.set_status("failed")
          """,
          """
          def before_step(context, step):
              if step.name == "it works":
                  raise ValueError("before_step")
          """,
          """
          def before_all(context):
              context.config.stop = True
          """,
          """
          def after_feature(context, feature):
              def clean():
                  raise ValueError("not cleaned")
              context.add_cleanup(clean)
          """);

  private final Random random;
  private final boolean changing;
  private final boolean unruly;
  private int scenarios;

  DrawnBehaveSuite(Random random, boolean changing, boolean unruly) {
    this.random = random;
    this.changing = changing;
    this.unruly = unruly;
  }

  String drawn() {
    StringBuilder drawing = new StringBuilder(STEPS).append(HOOKS);
    if (unruly) {
      drawing.append('\n').append(one(UNRULY));
    }
    int files = 2 + random.nextInt(3);
    int failing = random.nextInt(3);
    for (int file = 0; file < files; file++) {
      drawing.append("== features/f%d.feature%n".formatted(file));
      int tag = random.nextInt(12);
      drawing.append(
          tag == 0 ? "@skipped_feature\n" : tag == 1 && failing > 0 ? "@bad_feature\n" : "");
      drawing.append("Feature: number %d%n".formatted(file));
      if (random.nextInt(4) == 0) {
        drawing.append("  Background:\n    Given it works\n");
      }
      int least = 1 + random.nextInt(4);
      for (int scenario = 0; scenario < least; scenario++) {
        add(drawing, CALM);
      }
      if (random.nextInt(3) < failing) {
        add(drawing, FAILING);
      }
      if (changing) {
        add(drawing, CHANGING);
      }
    }
    return drawing.toString();
  }

  private void add(StringBuilder drawing, List<String> kinds) {
    drawing.append('\n').append(one(kinds).replace("#", "" + ++scenarios));
  }

  private String one(List<String> kinds) {
    return kinds.get(random.nextInt(kinds.size()));
  }
}
