package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
  private @TempDir Path root;

  private void file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String told() {
    return MachineFacts.memory(new Memory(root)).seen();
  }

  @Test
  void isWhatLinuxTells() throws IOException {
    file("proc/meminfo", "MemTotal:       8388608 kB\nMemAvailable:    3145728 kB\n");
    assertEquals("3.0 GiB available of 8.0 GiB", told());
    assertTrue(Memory.ofThisMachine().available().isPresent());
  }

  @Test
  void isNotKnownOnOtherSystems() {
    assertEquals("not told here", told());
  }

  @Test
  void hasTheNarrowestLimitOfItsControlGroups() throws IOException {
    file("proc/meminfo", "MemTotal: 8388608 kB\nMemAvailable: 3145728 kB\n");
    file("proc/self/cgroup", "1:cpu:/x\n0::/jobs/one/main\n");
    file("sys/fs/cgroup/memory.max", "4294967296\n");
    file("sys/fs/cgroup/jobs/one/main/memory.max", "max\n");
    file("sys/fs/cgroup/jobs/one/memory.max", "2147483648\n");
    file("sys/fs/cgroup/jobs/one/memory.current", "1073741824\n");
    file("sys/fs/cgroup/jobs/one/memory.events", "oom 3\noom_kill 2\n");
    file("sys/fs/cgroup/jobs/other/memory.max", "1024\n");

    assertEquals(
        "3.0 GiB available of 8.0 GiB; control group: 1.0 GiB used of at most 2.0 GiB, 2 processes"
            + " were killed for it",
        told());
    assertEquals(OptionalLong.of(1L << 30), new Memory(root).usable());
    file("sys/fs/cgroup/jobs/one/memory.max", "max\n");
    assertEquals(OptionalLong.of(3L << 30), new Memory(root).usable());
  }

  @Test
  void hasTheLimitOfItsContainer() throws IOException {
    file("proc/meminfo", "MemTotal: 8388608 kB\nMemAvailable: 3145728 kB\n");
    file("proc/self/cgroup", "0::/../outside\n");
    file("sys/fs/cgroup/memory.max", "2147483648\n");

    assertEquals("3.0 GiB available of 8.0 GiB; control group: at most 2.0 GiB", told());
  }
}
