package com.cleveragents.slipcovershard.ci;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Cuts a stream into blocks that are sent as they fill, one after the other. */
final class BlockStream extends OutputStream {
  /** The services take no more in one request. */
  static final int BLOCK = 8 << 20;

  /** Sends a block. */
  @FunctionalInterface
  interface Sender {
    void send(String id, byte[] bytes, int length) throws ServiceFailure;
  }

  /** Gets a failure of the service through interfaces that know input and output only. */
  static final class Broken extends IOException {
    private final ServiceFailure failure;

    private Broken(ServiceFailure failure) {
      super(failure);
      this.failure = failure;
    }

    ServiceFailure failure() {
      return failure;
    }
  }

  private final Sender sender;
  private final byte[] block = new byte[BLOCK];
  private final List<String> ids = new ArrayList<>();
  private final MessageDigest digest = Sha256.digest();
  private final UUID unique = UUID.randomUUID();
  private int filled;
  private long size;

  BlockStream(Sender sender) {
    this.sender = sender;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    while (from < offset + length) {
      int part = Math.min(offset + length - from, BLOCK - filled);
      System.arraycopy(bytes, from, block, filled, part);
      filled += part;
      from += part;
      if (filled == BLOCK) {
        send();
      }
    }
  }

  /** Sends what is left; not by closing, which happens after failures as well. */
  void sendRest() throws IOException {
    if (filled > 0) {
      send();
    }
  }

  private void send() throws IOException {
    digest.update(block, 0, filled);
    String id = nextId();
    try {
      sender.send(id, block, filled);
    } catch (ServiceFailure e) {
      throw new Broken(e);
    }
    ids.add(id);
    size += filled;
    filled = 0;
  }

  /** All of the same length, and never the same as another one's: some servers keep them so. */
  private String nextId() {
    ByteBuffer bytes = ByteBuffer.allocate(36 + 6);
    bytes.put(unique.toString().getBytes(StandardCharsets.US_ASCII));
    bytes.put(String.format(Locale.ROOT, "%06d", ids.size()).getBytes(StandardCharsets.US_ASCII));
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /** Of the blocks that were sent, in order. */
  List<String> ids() {
    return List.copyOf(ids);
  }

  /** Bytes that were sent. */
  long size() {
    return size;
  }

  /** The SHA-256 of all that was sent, in hexadecimal; to be asked once, at the end. */
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
