package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.Unit;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * The process of one chunk: units go down to it on a pipe, its events come up in a file. When it
 * waits for an answer it rings, with a byte on its other pipe.
 */
final class Worker {
  /** Names of tests may hold anything; what is no ASCII is escaped, as Python does. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final byte BELL = 7;

  /** How long a pipe may stay open after the process has ended, because a child still holds it. */
  private static final Duration PIPE_GRACE = Duration.ofSeconds(1);

  /** What a worker's thread hands to the one thread that decides. */
  sealed interface Message {
    int chunk();

    /** There is news in its file that cannot wait. */
    record Rang(int chunk) implements Message {}

    /** The process has ended, and nothing more will come. */
    record Exited(int chunk, int exitCode) implements Message {}
  }

  private final int chunk;
  private final Process process;
  private final Guard guard;
  private final EventFile events;
  private final ChunkFiles files;
  private final Consumer<Message> receiver;

  private Worker(
      int chunk,
      Process process,
      Guard guard,
      EventFile events,
      ChunkFiles files,
      Consumer<Message> receiver) {
    this.chunk = chunk;
    this.process = process;
    this.guard = guard;
    this.events = events;
    this.files = files;
    this.receiver = receiver;
  }

  /**
   * Starts the process. The kernel ends it when the thread that calls this ends, so that thread has
   * to live as long as the run.
   */
  static Worker start(
      ChunkLaunch launch, Processes processes, Guard guard, Consumer<Message> receiver)
      throws IOException {
    ChildCommand command = launch.command();
    launch.build().begin(launch.files().events());
    EventFile events = EventFile.create(launch.events(), launch.files().events());
    Process process;
    try {
      process = processes.start(command);
    } catch (IOException e) {
      events.close();
      throw e;
    }
    guard.watch(process.pid(), launch.process());
    int number = launch.process();
    Worker worker = new Worker(number, process, guard, events, launch.files(), receiver);
    Thread bell = new Thread(worker::listen, "bell-" + number);
    bell.setDaemon(true);
    bell.start();
    Thread end = new Thread(() -> worker.awaitEnd(bell), "end-" + number);
    end.setDaemon(true);
    end.start();
    return worker;
  }

  /** Hands out a unit. */
  void send(Unit unit) {
    ObjectNode handed = JSON.createObjectNode().put("unit", unit.number());
    handed.put("feature", unit.feature());
    if (unit.isPiece()) {
      ArrayNode lines = handed.putArray("piece");
      unit.lines().forEach(lines::add);
      ArrayNode each = handed.putArray("ids");
      unit.list().ids().forEach(each::add);
    }
    answer(handed);
  }

  /** Asks what is in these features. */
  void sendQuestion(SortedSet<Integer> features) {
    ObjectNode question = JSON.createObjectNode();
    ArrayNode numbers = question.putArray("parse");
    features.forEach(numbers::add);
    answer(question);
  }

  /** There are no more units. */
  void sendEnd() {
    answer(JSON.createObjectNode());
  }

  private void answer(ObjectNode node) {
    try {
      String line = JSON.writeValueAsString(node) + "\n";
      OutputStream out = process.getOutputStream();
      out.write(line.getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException e) {
      // The process has gone; its end tells why, and the unit stays open in the ledger.
    }
  }

  /** Asks it to end; SlipCover then saves what it has. */
  void terminate() {
    process.destroy();
  }

  /** Ends what it started and what left its group. */
  void sweep() {
    guard.sweep(process.pid());
  }

  /** Ends it and everything that it started. */
  void kill() {
    guard.kill(process.pid());
    process.destroyForcibly();
  }

  /** What it has told since the last call; only of one thread at a time. */
  List<EventDecoder.Sent> news() {
    return events.news().stream()
        .filter(sent -> sent.pid() == process.pid() || sent.event() instanceof Event.Strayed)
        .toList();
  }

  /** What shows that it told something else than has come, or more. */
  Optional<String> damage() {
    return events.damage();
  }

  /** Whether the process still runs; once it does not, a message about its end is on its way. */
  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * What the process has used so far.
   *
   * @param output the file that it is to write at its end
   */
  Optional<ChildUsage> usage(Path output) {
    return ChildUsage.of(process.toHandle(), files.log(), output);
  }

  /** Nothing more will be asked for. */
  void close() {
    events.close();
  }

  private void listen() {
    byte[] buffer = new byte[1 << 13];
    try (InputStream bell = process.getInputStream()) {
      int length = bell.read(buffer);
      for (; length > 0; length = bell.read(buffer)) {
        int others = 0;
        for (int i = 0; i < length; i++) {
          if (buffer[i] != BELL) {
            buffer[others++] = buffer[i];
          }
        }
        if (others > 0) {
          // Printed before the worker took its standard output over: it belongs into the log.
          byte[] printed = Arrays.copyOf(buffer, others);
          Files.write(
              files.log(),
              printed,
              StandardOpenOption.WRITE,
              StandardOpenOption.APPEND,
              LinkOption.NOFOLLOW_LINKS);
        }
        if (others < length) {
          receiver.accept(new Message.Rang(chunk));
        }
      }
    } catch (IOException e) {
      // The pipe breaks when the process is killed.
    }
  }

  private void awaitEnd(Thread bell) {
    try {
      int exitCode = process.onExit().get().exitValue();
      bell.join(PIPE_GRACE.toMillis());
      guard.kill(process.pid());
      bell.join(PIPE_GRACE.toMillis());
      receiver.accept(new Message.Exited(chunk, exitCode));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
