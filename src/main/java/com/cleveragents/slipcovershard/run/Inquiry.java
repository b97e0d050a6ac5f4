package com.cleveragents.slipcovershard.run;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The questions that are asked before the plan is made: one chunk says what is in test files, and
 * another one has to find the same tests in each file that is to be split.
 */
final class Inquiry {
  private final Agenda agenda;

  /** The chunks at work. */
  private final Supplier<Stream<Chunk>> atWork;

  /** The chunk that says what is in files. */
  private OptionalInt first = OptionalInt.empty();

  private boolean answered;

  /** The chunk that was asked about the doubtful ones. */
  private OptionalInt second = OptionalInt.empty();

  /** Files that the plan would split if another chunk finds the same tests in them. */
  private SortedSet<Integer> doubtful = new TreeSet<>();

  /** Chunks that wait for the plan. */
  private final SortedSet<Integer> idle = new TreeSet<>();

  Inquiry(Agenda agenda, Supplier<Stream<Chunk>> atWork) {
    this.agenda = agenda;
    this.atWork = atWork;
  }

  /** Asks a chunk that is free, or lets it wait for the plan. */
  void onNext(Chunk chunk) {
    if (first.isEmpty()) {
      first = OptionalInt.of(chunk.number());
      chunk.ask(agenda.takeQuestion());
    } else if (isWantedToConfirm(chunk)) {
      confirmBy(chunk);
    } else {
      idle.add(chunk.number());
    }
  }

  private boolean isWantedToConfirm(Chunk chunk) {
    return !doubtful.isEmpty() && second.isEmpty() && chunk.number() != first.getAsInt();
  }

  private void confirmBy(Chunk chunk) {
    idle.remove(chunk.number());
    second = OptionalInt.of(chunk.number());
    chunk.ask(doubtful);
  }

  /** Takes in an answer; whether the plan can be made now. */
  boolean onAnswer(Chunk chunk, Event.Parsed answer) {
    if (second.equals(OptionalInt.of(chunk.number()))) {
      agenda.confirm(doubtful, answer);
      second = OptionalInt.empty();
    } else {
      agenda.know(answer);
      answered = true;
    }
    return isReady();
  }

  /** A chunk has ended; whether the plan can be made now, because no answer comes any more. */
  boolean onExit(Chunk chunk) {
    if (first.isEmpty() || atWork.get().findAny().isEmpty()) {
      return false;
    } else if (!answered) {
      return chunk.number() == first.getAsInt();
    }
    if (second.equals(OptionalInt.of(chunk.number()))) {
      second = OptionalInt.empty();
    }
    return second.isEmpty() && isReady();
  }

  private boolean isReady() {
    doubtful = agenda.toConfirm();
    if (doubtful.isEmpty()) {
      return true;
    }
    List<Chunk> others = atWork.get().filter(other -> other.number() != first.getAsInt()).toList();
    if (others.isEmpty()) {
      agenda.leaveUnconfirmed(doubtful);
      return isReady();
    }
    Optional<Chunk> free =
        others.stream().filter(other -> idle.contains(other.number())).findFirst();
    free.ifPresent(this::confirmBy);
    return false;
  }

  /** The chunks that have waited for the plan; once. */
  SortedSet<Integer> takeIdle() {
    SortedSet<Integer> waiting = new TreeSet<>(idle);
    idle.clear();
    return waiting;
  }
}
