package com.cleveragents.slipcovershard.cli;

import static com.cleveragents.slipcovershard.ExitCode.CHUNK_FAILED;
import static com.cleveragents.slipcovershard.ExitCode.COVERAGE_UNUSABLE;
import static com.cleveragents.slipcovershard.ExitCode.NO_TESTS;
import static com.cleveragents.slipcovershard.ExitCode.PASSED;
import static com.cleveragents.slipcovershard.ExitCode.TESTS_FAILED;
import static com.cleveragents.slipcovershard.ExitCode.USAGE;

import com.cleveragents.slipcovershard.ExitCode;
import java.util.List;

/** Faults of a suite of pytest: each is a file more, or another one. */
final class PytestFaults {
  private PytestFaults() {}

  /**
   * A fault.
   *
   * @param drawing of the files that have it
   * @param names what has to be in the message
   */
  record Planted(String what, String drawing, ExitCode code, List<String> names) {
    Planted {
      names = List.copyOf(names);
    }
  }

  /** As rows of the table. */
  static List<Fault> rows() {
    return all().stream()
        .map(
            fault ->
                Fault.heldBy(
                    "PytestFaultsIT.endAsTheyShould",
                    fault.what(),
                    "suite of pytest",
                    fault.code(),
                    fault.names().toArray(String[]::new)))
        .toList();
  }

  private static Planted fault(String what, String drawing, ExitCode code, String... names) {
    return new Planted(what, drawing, code, List.of(names));
  }

  private static String test(String body) {
    return "== tests/test_fault.py\nimport os, signal, sys\nimport pytest\n\ndef test_fault():\n    "
        + body.replace("\n", "\n    ")
        + "\n";
  }

  private static final String KNOWN =
      test("pass").replace("def test", "@pytest.mark.xfail\ndef test") + "== tests/conftest.py\n";

  static List<Planted> all() {
    String at = "tests/test_fault.py::test_fault";
    return List.of(
        fault("it fails", test("assert 1 == 2"), TESTS_FAILED, at, "assert 1 == 2"),
        fault("sys.exit(0)", test("sys.exit(0)"), TESTS_FAILED, at, "SystemExit"),
        fault("pytest.exit", test("pytest.exit('enough')"), TESTS_FAILED, at, "enough"),
        fault("KeyboardInterrupt", test("raise KeyboardInterrupt"), TESTS_FAILED, at),
        fault("os._exit(0)", test("os._exit(0)"), CHUNK_FAILED, at, "exit code 0"),
        fault("os._exit(3)", test("os._exit(3)"), CHUNK_FAILED, at, "exit code 3"),
        fault("SIGKILL", test("os.kill(os.getpid(), signal.SIGKILL)"), CHUNK_FAILED, at, "SIGKILL"),
        fault("SIGSEGV", test("os.kill(os.getpid(), signal.SIGSEGV)"), CHUNK_FAILED, at, "SIGSEGV"),
        fault(
            "a fork that runs on", test("os.fork()"), CHUNK_FAILED, at + ": test_fault", "forked"),
        fault(
            "a forked child that leaves by sys.exit(0)",
            test("os.fork() or sys.exit(0)"),
            CHUNK_FAILED,
            at + ": test_fault",
            "forked"),
        fault(
            "forks that run on at import, in a fixture and in a hook",
            """
                == tests/conftest.py
                import os
                import pytest

                os.fork()

                @pytest.fixture(scope="session", autouse=True)
                def server():
                    os.fork()
                    yield

                def pytest_sessionfinish():
                    os.fork()
                """,
            CHUNK_FAILED,
            "<module> (tests/conftest.py:4) forked a child process that continued the test run",
            "server (tests/conftest.py:8) forked",
            "pytest_sessionfinish (tests/conftest.py:12) forked"),
        fault(
            "os.closerange, and files of its own with the same descriptors",
            test("os.closerange(3, 256)\nkept = [open(os.devnull, 'w') for _ in range(99)]"),
            CHUNK_FAILED,
            at,
            "the suite closed file descriptors that it did not open"),
        fault(
            "takes SlipCover off sys.meta_path",
            test("sys.meta_path[:] = [f for f in sys.meta_path if 'Slipcover' not in repr(f)]"),
            COVERAGE_UNUSABLE,
            "tests/test_fault.py",
            "sys.meta_path"),
        fault(
            "goes into a directory that is removed",
            test("os.mkdir('gone'); os.chdir('gone'); os.rmdir('../gone')"),
            PASSED),
        fault(
            "an error in a fixture's tear-down",
            """
                == tests/test_fault.py
                import pytest

                @pytest.fixture
                def bad():
                    yield
                    raise ValueError("not closed")

                def test_fault(bad):
                    pass
                """,
            TESTS_FAILED,
            at,
            "not closed"),
        fault(
            "an import error", "== tests/test_fault.py\nimport nowhere\n", CHUNK_FAILED, "nowhere"),
        fault(
            "a syntax error",
            "== tests/test_fault.py\ndef test_fault(:\n",
            CHUNK_FAILED,
            "tests/test_fault.py",
            "SyntaxError"),
        fault(
            "os._exit(0) at import",
            "== tests/test_fault.py\nimport os\nos._exit(0)\n",
            CHUNK_FAILED,
            "in tests/test_fault.py, between its tests or while it was imported"),
        fault(
            "sys.exit(0) at import",
            "== tests/test_fault.py\nimport sys\nsys.exit(0)\n",
            CHUNK_FAILED,
            "SystemExit"),
        fault(
            "an import error in conftest.py",
            "== tests/conftest.py\nimport nowhere\n",
            CHUNK_FAILED,
            "conftest.py could not be loaded",
            "nowhere"),
        fault(
            "sys.exit(0) in conftest.py",
            "== tests/conftest.py\nimport sys\nsys.exit(0)\n",
            CHUNK_FAILED,
            "SystemExit"),
        fault(
            "a plugin that deselects all",
            "== tests/conftest.py\ndef pytest_collection_modifyitems(items):\n    items[:] = []\n",
            NO_TESTS,
            "no test is selected"),
        fault(
            "a plugin that reports nothing",
            """
                == tests/conftest.py
                import pytest

                @pytest.hookimpl(tryfirst=True)
                def pytest_runtest_protocol(item):
                    return True
                """,
            TESTS_FAILED,
            "not reported"),
        fault(
            "a plugin that reverses the order",
            "== tests/conftest.py\ndef pytest_collection_modifyitems(items):\n    items.reverse()\n",
            PASSED),
        fault(
            "without pytest's cache",
            "== pytest.ini\n[pytest]\naddopts = -p no:cacheprovider\n",
            PASSED),
        fault(
            "an option that there is not",
            "== pytest.ini\n[pytest]\naddopts = --no-such-option\n",
            USAGE,
            "--no-such-option"),
        fault(
            "names with quotes, newlines, colons and braces",
            "== tests/test_fault.py\nimport pytest\n\n@pytest.mark.parametrize('x', ['\"', \"a\\nb\","
                + " 'c::d', '{chunk}', '[', '\\U0001f600', ''])\ndef test_fault(x):\n    pass\n",
            PASSED),
        fault("no test in the file", "== tests/test_fault.py\n", PASSED),
        fault(
            "a plugin that sets the exit code, beside a known failure",
            KNOWN + "def pytest_sessionfinish(session):\n    session.exitstatus = 7\n",
            TESTS_FAILED,
            "a plugin or conftest.py changed pytest's exit code from 0 to 7"),
        fault(
            "a plugin that counts a failure of its own, beside a known failure",
            KNOWN
                + """
                import pytest

                @pytest.hookimpl(hookwrapper=True)
                def pytest_runtestloop(session):
                    yield
                    session.testsfailed += 1
                """,
            TESTS_FAILED,
            "pytest counts 1 failed report outside of any test"),
        fault(
            "a plugin that ends the session after the last test",
            KNOWN
                + """
                import pytest

                def pytest_runtest_logfinish(nodeid):
                    if nodeid.endswith("test_fault"):
                        pytest.exit("enough")
                """,
            TESTS_FAILED,
            "enough"),
        fault(
            "a plugin that lets the session fail after its last test",
            KNOWN
                + """
                def pytest_runtest_teardown(item, nextitem):
                    if nextitem is None:
                        item.session.shouldfail = "too slow"
                """,
            TESTS_FAILED,
            "pytest was told to fail: too slow"),
        fault(
            "a hook that changes a failed report",
            """
                == tests/conftest.py
                def pytest_runtest_logreport(report):
                    report.outcome = "passed"
                """
                + test("assert False"),
            TESTS_FAILED,
            at,
            "pytest counts a failed report of the test"),
        fault(
            "a plugin that makes the exit code 0 where a test fails",
            "== tests/conftest.py\ndef pytest_sessionfinish(session):\n    session.exitstatus = 0\n"
                + test("assert False"),
            TESTS_FAILED,
            at));
  }
}
