package com.cleveragents.slipcovershard.cli;

import java.util.List;
import java.util.Random;

/** A made-up pytest suite: a few files of tests that end in every way that pytest knows. */
final class DrawnPytestSuite {
  private static final String HEAD =
      """
      import os, random, sys, unittest, uuid
      import pytest
      import shop

      count = {}

      def first_time(name):
          path = os.path.join("flags", name)
          if os.path.exists(path):
              return False
          os.makedirs("flags", exist_ok=True)
          open(path, "w").close()
          return True

      @pytest.fixture
      def not_set_up():
          raise ValueError("not set up")

      @pytest.fixture
      def not_torn_down():
          yield
          raise ValueError("not torn down")

      @pytest.fixture(scope="module")
      def shared():
          return []
      """;

  /** What ends green and depends on no other test; {@code #} is the number of the test. */
  private static final List<String> CALM =
      List.of(
          """
          def test_#():
              assert shop.sell(#) == "sold"
          """,
          """
          @pytest.mark.skip(reason="not today")
          def test_#():
              pass
          """,
          """
          def test_#():
              pytest.skip("found out late")
          """,
          """
          @pytest.mark.xfail
          def test_#():
              assert shop.sell(-1) == "sold"
          """,
          """
          @pytest.mark.xfail
          def test_#():
              assert shop.sell(1) == "sold"
          """,
          """
          @pytest.mark.parametrize("price", [1, 2, 3])
          def test_#(price, shared):
              shared.append(price)
          """,
          """
          @pytest.mark.parametrize("name", {"john", "kate", "alfred", "paul", "mary", "zoe"})
          def test_#(name):
              assert name
          """,
          """
          @pytest.mark.parametrize("name", ["u-" + uuid.uuid4().hex for _ in range(3)])
          def test_#(name):
              assert name
          """,
          """
          class Test#:
              seen = []

              def test_first(self):
                  self.seen.append(1)

              def test_second(self):
                  assert self.seen == [1]
          """,
          """
          def test_#_before():
              count["#"] = 1

          def test_#_after():
              assert count["#"] == 1
          """,
          """
          class Case#(unittest.TestCase):
              def test_one(self):
                  for part in range(3):
                      with self.subTest(part=part):
                          self.assertTrue(part < 3)

              @unittest.expectedFailure
              def test_two(self):
                  self.fail("as expected")

              def test_three(self):
                  self.skipTest("no")
          """,
          """
          @pytest.mark.flaky(reruns=2)
          def test_#():
              count["#"] = count.get("#", 0) + 1
              assert count["#"] == 2
          """,
          """
          def test_#_deselected():
              assert False
          """);

  private static final List<String> FAILING =
      List.of(
          """
          def test_#():
              assert shop.sell(-1) == "sold"
          """,
          """
          @pytest.mark.xfail(strict=True)
          def test_#():
              pass
          """,
          """
          def test_#(not_set_up):
              pass
          """,
          """
          def test_#(not_torn_down):
              pass
          """,
          """
          def test_#(not_torn_down):
              assert not "this either"
          """,
          """
          @pytest.mark.parametrize("price", [1, 2, 3])
          def test_#(price):
              assert price != 2
          """,
          """
          @pytest.mark.parametrize("name", {"john", "kate", "alfred", "paul", "mary", "zoe"})
          def test_#(name):
              assert name != "zoe"
          """,
          """
          def test_#():
              sys.exit(0)
          """,
          """
          class Case#(unittest.TestCase):
              def test_one(self):
                  for part in range(3):
                      with self.subTest(part=part):
                          self.assertTrue(part == 2)

              def tearDown(self):
                  shop.sell(1)
          """,
          """
          @pytest.mark.flaky(reruns=1)
          def test_#():
              assert False
          """,
          """
          @pytest.mark.xfail(raises=KeyError)
          def test_#():
              raise ValueError
          """);

  /** What fails first; the names say what happens when they run again. */
  private static final List<String> CHANGING =
      List.of(
          """
          def test_#_recovers():
              assert not first_time("#")
          """,
          """
          def test_#_is_skipped_later():
              assert not first_time("#")
              pytest.skip("cannot be told any more")
          """);

  private static final List<String> TAME_HOOKS =
      List.of(
          "",
          "",
          """
          def pytest_collection_modifyitems(items):
              items.reverse()
          """,
          """
          def pytest_collection_modifyitems(items):
              items.extend(items)
          """,
          """
          def pytest_runtest_setup(item):
              if item.name.endswith("5"):
                  pytest.skip("by a hook")
          """);

  private static final List<String> UNRULY_HOOKS =
      List.of(
          """
          def pytest_sessionfinish(session):
              session.exitstatus = 1
          """,
          """
          def pytest_sessionfinish(session):
              session.exitstatus = 0
          """,
          """
          @pytest.fixture(scope="session", autouse=True)
          def till():
              yield
              raise ValueError("the till is not closed")
          """,
          """
          def pytest_sessionstart(session):
              raise ValueError("no session")
          """,
          """
          def pytest_unconfigure(config):
              raise ValueError("never configured")
          """,
          """
          def pytest_runtest_teardown(item, nextitem):
              if nextitem is None:
                  raise ValueError("the last one")
          """,
          """
          def pytest_collection_modifyitems(items):
              items.extend(items[:1])
          """,
          """
          def pytest_runtest_logreport(report):
              if report.when == "call" and report.failed:
                  raise ValueError("cannot report")
          """,
          """
          def pytest_runtest_protocol(item, nextitem):
              return True if item.name.endswith("4") else None
          """,
          """
          def pytest_collection_modifyitems(items):
              del items[::2]
          """);

  private final Random random;
  private final boolean changing;
  private final boolean unruly;
  private int tests;

  DrawnPytestSuite(Random random, boolean changing, boolean unruly) {
    this.random = random;
    this.changing = changing;
    this.unruly = unruly;
  }

  String drawn() {
    StringBuilder drawing = new StringBuilder("== tests/conftest.py\nimport pytest\n\n");
    drawing.append(one(TAME_HOOKS));
    drawing.append(
        """

        def pytest_itemcollected(item):
            if "deselected" in item.name:
                item.add_marker("unwanted")
        """);
    if (unruly) {
      drawing.append('\n').append(one(UNRULY_HOOKS));
    }
    drawing.append("== pytest.ini\n[pytest]\naddopts = -m \"not unwanted\" -p no:cacheprovider");
    drawing.append(unruly && random.nextInt(6) == 0 ? " -x" : "").append('\n');
    int files = 2 + random.nextInt(3);
    int failing = random.nextInt(3);
    for (int file = 0; file < files; file++) {
      drawing.append("== tests/test_%d.py%n".formatted(file)).append(HEAD);
      int least = 1 + random.nextInt(4);
      for (int test = 0; test < least; test++) {
        add(drawing, CALM);
      }
      if (random.nextInt(3) < failing) {
        add(drawing, FAILING);
      }
      if (changing) {
        add(drawing, CHANGING);
      }
    }
    if (random.nextInt(5) == 0) {
      drawing.append("== tests/test_left_out.py\nimport pytest\n");
      drawing.append("pytest.skip('not here', allow_module_level=True)\n");
    }
    if (unruly && random.nextInt(4) == 0) {
      drawing.append("== tests/test_broken.py\nimport nowhere\n");
    }
    return drawing.toString();
  }

  private void add(StringBuilder drawing, List<String> kinds) {
    drawing.append('\n').append(one(kinds).replace("#", "" + ++tests));
  }

  private String one(List<String> kinds) {
    return kinds.get(random.nextInt(kinds.size()));
  }
}
