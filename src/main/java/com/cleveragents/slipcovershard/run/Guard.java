package com.cleveragents.slipcovershard.run;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The process that ends process groups for us, and all of them when we are killed: Java can signal
 * a process, but neither its group nor anybody once it is gone.
 */
final class Guard implements AutoCloseable {
  /** How long it may take to end all processes; longer than it allows itself. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Process process;
  private final OutputStream orders;

  private Guard(Process process) {
    this.process = process;
    this.orders = process.getOutputStream();
  }

  /**
   * @param scratch directory of the run, with the probe in it; what bears its name ends with us
   */
  static Guard start(Processes processes, SuiteSettings settings, Path scratch) throws IOException {
    Path program = ChunkLaunch.probeIn(scratch).resolve("slipcover_shard_probe/guard.py");
    return new Guard(
        processes.start(
            new ChildCommand(
                List.of(
                    settings.interpreter().toString(),
                    "-I",
                    "-S",
                    program.toString(),
                    scratch.toString()),
                settings.directory(),
                settings.environment(),
                Redirect.PIPE,
                Redirect.DISCARD,
                Redirect.DISCARD)));
  }

  /**
   * From now on the group of this worker ends with us.
   *
   * @param process its number, which all that it starts has in its environment
   */
  void watch(long pid, int process) {
    order("watch " + pid + " " + process);
  }

  /** Ends what a watched worker started and what left its group. */
  void sweep(long pid) {
    order("sweep " + pid);
  }

  /** Asks the group of a watched worker to end: SIGTERM. */
  void terminate(long pid) {
    order("term " + pid);
  }

  /** Ends the group of a watched worker: SIGKILL. */
  void kill(long pid) {
    order("kill " + pid);
  }

  private void order(String line) {
    try {
      synchronized (orders) {
        orders.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        orders.flush();
      }
    } catch (IOException e) {
      // The guard was killed from outside; the workers still die with us by their own means.
      long pid = Long.parseLong(line.split(" ", -1)[1]);
      if (line.startsWith("kill ")) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      } else if (line.startsWith("term ")) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
      }
    }
  }

  /**
   * Whatever is left in the groups of the workers is ended, and the guard with it. This waits for
   * it: what is removed afterwards would otherwise be written again.
   */
  @Override
  public void close() {
    try {
      orders.close();
    } catch (IOException e) {
      process.destroyForcibly();
    }
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
