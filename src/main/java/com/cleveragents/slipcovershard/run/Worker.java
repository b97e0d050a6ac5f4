package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.Unit;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** The process of one chunk: units go down to it, its events come up, in the order of sending. */
final class Worker {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How long a pipe may stay open after the process has ended, because a child still holds it. */
  private static final Duration PIPE_GRACE = Duration.ofSeconds(1);

  /** What a worker's thread hands to the one thread that decides. */
  sealed interface Message {
    int chunk();

    /** An event. */
    record Told(int chunk, Event event) implements Message {}

    /** The process has ended, and nothing more will come. */
    record Exited(int chunk, int exitCode) implements Message {}
  }

  private final int chunk;
  private final Process process;
  private final Guard guard;
  private final ChunkFiles files;
  private final Consumer<Message> receiver;

  private Worker(
      int chunk, Process process, Guard guard, ChunkFiles files, Consumer<Message> receiver) {
    this.chunk = chunk;
    this.process = process;
    this.guard = guard;
    this.files = files;
    this.receiver = receiver;
  }

  /**
   * Starts the process. The kernel ends it when the thread that calls this ends, so that thread has
   * to live as long as the run.
   */
  static Worker start(
      int chunk,
      Processes processes,
      ChildCommand command,
      Guard guard,
      ChunkFiles files,
      Consumer<Message> receiver)
      throws IOException {
    Process process = processes.start(command);
    guard.watch(process.pid());
    Worker worker = new Worker(chunk, process, guard, files, receiver);
    Thread reader = new Thread(worker::readEvents, "events-" + chunk);
    reader.setDaemon(true);
    reader.start();
    Thread end = new Thread(() -> worker.awaitEnd(reader), "end-" + chunk);
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
    }
    answer(handed + "\n");
  }

  /** Asks what is in these features. */
  void sendQuestion(SortedSet<Integer> features) {
    ObjectNode question = JSON.createObjectNode();
    ArrayNode numbers = question.putArray("parse");
    features.forEach(numbers::add);
    answer(question + "\n");
  }

  /** There are no more units. */
  void sendEnd() {
    answer("{}\n");
  }

  private void answer(String line) {
    try {
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

  /** Ends it and everything that it started. */
  void kill() {
    guard.kill(process.pid());
    process.destroyForcibly();
  }

  private void readEvents() {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        BufferedWriter record =
            Files.newBufferedWriter(
                files.events(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<EventDecoder.Sent> sent = EventDecoder.decode(line);
        if (sent.isEmpty()) {
          // Printed before the worker took its standard output over: it belongs into the log.
          Files.writeString(
              files.log(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          continue;
        }
        record.write(line);
        record.newLine();
        record.flush();
        boolean ownWord = sent.get().pid() == process.pid();
        if (ownWord || sent.get().event() instanceof Event.Strayed) {
          receiver.accept(new Message.Told(chunk, sent.get().event()));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // The pipe breaks when the process is killed: what was not told stays open in the ledger.
    }
  }

  private void awaitEnd(Thread reader) {
    try {
      int exitCode = process.onExit().get().exitValue();
      reader.join(PIPE_GRACE.toMillis());
      guard.kill(process.pid());
      reader.join(PIPE_GRACE.toMillis());
      receiver.accept(new Message.Exited(chunk, exitCode));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
