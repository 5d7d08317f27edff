package dfiji.imagej;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.json.JSONObject;

/** System.out and System.err of the jobs: every line becomes a message, as soon as it ends. */
final class LineOutput extends OutputStream {
  /** Longer lines are cut into pieces, so that a macro that never ends its line cannot fill the memory. */
  private static final int LONGEST_LINE_BYTES = 64 * 1024;

  private final Wire wire;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  LineOutput(Wire wire) {
    this.wire = wire;
  }

  /** {@code flush} of this stream also ends an unfinished line. */
  PrintStream stream() {
    return new PrintStream(this, false, StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void write(int data) {
    if (data == '\n' || line.size() >= LONGEST_LINE_BYTES) send();
    if (data != '\n' && data != '\r') line.write(data);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) write(bytes[i]);
  }

  @Override
  public synchronized void flush() {
    if (line.size() > 0) send();
  }

  private void send() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    wire.send(new JSONObject().put("type", "line").put("text", text));
  }
}
