package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Suites that SlipCover's loader breaks run as without it, or are told what the cause is. */
class SlipCoverLoaderIT {
  private static final String PACKAGE =
      """
      == shop/__init__.py
      == shop/data.txt
      apples
      == shop/stock.py
      import pkgutil
      from importlib import resources

      def names():
          return pkgutil.get_data("shop", "data.txt").decode().split()

      def same():
          return (resources.files("shop") / "data.txt").read_text().split()
      """;

  private static final String CAUSE = "loads without SlipCover: SlipCover is the cause";

  private @TempDir Path folder;

  private final Setup setup = new Setup(TestEnvironments.withPlugins(), 2);

  private TestProject pytest() throws IOException {
    TestProject project =
        TestProject.in(folder)
            .empty()
            .with(
                PACKAGE
                    + """
                    == pytest.ini
                    [pytest]
                    addopts = --import-mode=importlib
                    pythonpath = .
                    == tests/__init__.py
                    == tests/known.py
                    FRUIT = ["apples"]
                    == tests/test_relative.py
                    from shop import stock
                    from .known import FRUIT

                    def test_names():
                        assert stock.names() == stock.same() == FRUIT

                    def test_loader():
                        loader = stock.__loader__
                        assert not loader.is_package("shop.stock")
                        assert loader.get_filename("shop.stock") == loader.path == stock.__file__
                        assert "def names" in loader.get_source("shop.stock")
                    == tests/test_files.py
                    from importlib.machinery import ModuleSpec
                    import os, sys

                    def test_fake_files(fs):
                        fs.create_file("/a/b", contents="c")
                        assert os.listdir("/a") == ["b"]

                    class Loader:
                        def create_module(self, spec):
                            return None

                        def exec_module(self, module):
                            module.made_up = True

                    class Finder:
                        @staticmethod
                        def find_spec(name, path=None, target=None):
                            if name == "nowhere":
                                return ModuleSpec(name, Loader(), origin=os.path.abspath("nowhere.py"))

                    def test_loader_without_code():
                        sys.meta_path.append(Finder)
                        import nowhere
                        assert nowhere.made_up
                    """);
    project.variable("INPUT_RUNNER", "pytest").variable("INPUT_THRESHOLD", "none");
    return project;
  }

  @Test
  void importModeImportlibAndFakeFilesWorkWithPytest() throws IOException {
    TestProject project = pytest();
    Outcome outcome = project.run(setup, "tests").assertCode(ExitCode.PASSED);
    assertEquals(4, outcome.ends().size());
    outcome.assertSaysNothingOf(CAUSE);

    project
        .run(setup, "--accelerate", "off", "tests")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays("the suite " + CAUSE + ". Try --accelerate auto");
  }

  @Test
  void stepsThatReadDataLoadWithBehave() throws IOException {
    TestProject project =
        TestProject.in(folder)
            .empty()
            .with(
                PACKAGE
                    + """
                    == features/one.feature
                    Feature: one
                      Scenario: counts
                        Given some fruit
                    == features/two.feature
                    Feature: two
                      Scenario: counts
                        Given some fruit
                    == features/steps/steps.py
                    from behave import given
                    from shop import stock
                    KNOWN = stock.names()

                    @given("some fruit")
                    def step(context):
                        assert KNOWN == stock.same()
                    """);
    project.variable("PYTHONPATH", ".").variable("INPUT_THRESHOLD", "none");
    project.run(setup, "features").assertCode(ExitCode.PASSED);
    project
        .run(setup, "--accelerate", "off", "features")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays("the suite " + CAUSE);

    project
        .with("== features/steps/steps.py\nimport not_there\n")
        .run(setup, "features")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSaysNothingOf(CAUSE);
  }
}
