package com.cleveragents.slipcovershard.ci;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** An answer that goes to a file, as long as it is no longer than expected; its body is empty. */
final class ToFile implements BodySubscriber<byte[]> {
  private final Path file;
  private final long most;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private @Nullable FileChannel channel;
  private @Nullable Subscription subscription;
  private long written;

  ToFile(Path file, long most) {
    this.file = file;
    this.most = most;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    try {
      Files.deleteIfExists(file); // of an attempt before
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
      given.request(1);
    } catch (IOException e) {
      giveUp(e);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    try {
      for (ByteBuffer buffer : buffers) {
        written += buffer.remaining();
        if (written > most) {
          throw new IOException("there are more than " + most + " bytes");
        }
        while (buffer.hasRemaining() && channel != null) {
          channel.write(buffer);
        }
      }
      if (subscription != null) {
        subscription.request(1);
      }
    } catch (IOException e) {
      giveUp(e);
    }
  }

  private void giveUp(IOException reason) {
    if (subscription != null) {
      subscription.cancel();
    }
    onError(reason);
  }

  @Override
  public void onError(Throwable failure) {
    close();
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    close();
    body.complete(new byte[0]);
  }

  private void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      body.completeExceptionally(e);
    }
  }
}
