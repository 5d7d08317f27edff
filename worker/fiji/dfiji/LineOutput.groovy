package dfiji

import groovy.transform.CompileStatic

/** System.out and System.err of the jobs: every line becomes a message, as soon as it ends. */
@CompileStatic
class LineOutput extends OutputStream {
  /** Longer lines are cut, so that a script that never ends its line cannot fill the memory. */
  private static final int LONGEST_LINE_BYTES = 64 * 1024

  private final Wire wire
  private final ByteArrayOutputStream line = new ByteArrayOutputStream()
  /** Sees every line. */
  volatile Closure<?> onLine = null

  LineOutput(Wire wire) {
    this.wire = wire
  }

  PrintStream stream() {
    return new PrintStream(this, false, "UTF-8")
  }

  @Override
  synchronized void write(int data) {
    if (data == 10 || line.size() >= LONGEST_LINE_BYTES) send()
    if (data != 10 && data != 13) line.write(data)
  }

  @Override
  synchronized void write(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) write((int) bytes[i])
  }

  /** Also ends an unfinished line. */
  @Override
  synchronized void flush() {
    if (line.size() > 0) send()
  }

  private void send() {
    String text = line.toString("UTF-8")
    line.reset()
    Closure<?> listener = onLine
    if (listener != null) listener.call(text)
    wire.send([type: "line", text: text] as Map<String, Object>)
  }
}
