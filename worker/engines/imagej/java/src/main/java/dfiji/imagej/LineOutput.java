package dfiji.imagej;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.json.JSONArray;
import org.json.JSONObject;

/**
 * System.out and System.err of the jobs. A line that comes after a pause is sent as soon as it ends; those that follow
 * within {@link #BURST_NANOS} go together, since a table of a thousand rows would else be as many messages.
 */
final class LineOutput extends OutputStream {
  /** Longer lines are cut into pieces, so that a macro that never ends its line cannot fill the memory. */
  private static final int LONGEST_LINE_BYTES = 64 * 1024;
  private static final int LARGEST_MESSAGE_CHARS = 64 * 1024;
  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Wire wire;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private JSONArray waiting = new JSONArray();
  private int waitingChars;
  private long sentAtNanos = System.nanoTime() - BURST_NANOS;

  LineOutput(Wire wire) {
    this.wire = wire;
    Thread sender = new Thread(this::sendBursts, "lines");
    sender.setDaemon(true);
    sender.start();
  }

  /** {@code flush} of this stream also ends an unfinished line, and sends what waits. */
  PrintStream stream() {
    return new PrintStream(this, false, StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void write(int data) {
    write(new byte[] {(byte) data}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    int start = offset;
    for (int i = offset; i < offset + length; i++) {
      boolean isEnd = bytes[i] == '\n';
      if (!isEnd && line.size() + i - start < LONGEST_LINE_BYTES) continue;
      line.write(bytes, start, i - start);
      start = isEnd ? i + 1 : i;
      endLine();
    }
    line.write(bytes, start, offset + length - start);
  }

  @Override
  public synchronized void flush() {
    if (line.size() > 0) endLine();
    sendWaiting();
  }

  private void endLine() {
    String text = line.toString(StandardCharsets.UTF_8).replace("\r", "");
    line.reset();
    waiting.put(text);
    waitingChars += text.length();
    if (waitingChars >= LARGEST_MESSAGE_CHARS || System.nanoTime() - sentAtNanos >= BURST_NANOS) sendWaiting();
    else if (waiting.length() == 1) notifyAll();
  }

  /** Under the lock, so that nothing is sent after the end of its job. */
  private void sendWaiting() {
    if (waiting.isEmpty()) return;
    wire.send(new JSONObject().put("type", "lines").put("texts", waiting));
    waiting = new JSONArray();
    waitingChars = 0;
    sentAtNanos = System.nanoTime();
  }

  private synchronized void sendBursts() {
    try {
      while (true) {
        if (waiting.isEmpty()) wait(); // an idle host does not wake
        TimeUnit.NANOSECONDS.timedWait(this, BURST_NANOS);
        if (System.nanoTime() - sentAtNanos >= BURST_NANOS) sendWaiting();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
