package com.cleveragents.slipcovershard.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Blocks of ports that the tests of a chunk may listen on without meeting those of another: chunk n
 * gets the 200 ports from 20000 + 200·n, or the next block with nothing listening in it.
 */
final class PortBlocks {
  private static final int FIRST = 20_000;
  private static final int SIZE = 200;
  private static final int LAST_PORT = 65_535;
  private static final String LISTENING = "0A";

  private final List<Integer> bases;

  private PortBlocks(List<Integer> bases) {
    this.bases = bases;
  }

  /** Looks which ports are listened on now. */
  static PortBlocks free(int chunks) {
    return free(chunks, listenedOn());
  }

  static PortBlocks free(int chunks, SortedSet<Integer> taken) {
    List<Integer> bases = new ArrayList<>();
    int base = FIRST + SIZE;
    while (bases.size() < chunks) {
      if (base + SIZE - 1 > LAST_PORT) {
        base =
            FIRST + SIZE; // more chunks than blocks: those at the end share with those at the start
        taken = new TreeSet<>();
      }
      if (taken.subSet(base, base + SIZE).isEmpty()) {
        bases.add(base);
      }
      base += SIZE;
    }
    return new PortBlocks(bases);
  }

  int baseOf(int chunk) {
    return bases.get(chunk - 1);
  }

  /**
   * From /proc: a line a socket, its address as hex {@code ADDRESS:PORT} second, its state fourth.
   */
  private static SortedSet<Integer> listenedOn() {
    SortedSet<Integer> ports = new TreeSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] fields = line.trim().split("\\s+", -1);
          if (fields.length > 3 && fields[3].equals(LISTENING)) {
            String address = fields[1];
            ports.add(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16));
          }
        }
      } catch (IOException e) {
        // No such table on this system: nothing is known to be taken.
      }
    }
    return ports;
  }
}
