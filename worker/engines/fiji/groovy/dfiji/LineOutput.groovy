package dfiji

import groovy.transform.CompileStatic
import java.util.concurrent.TimeUnit

/**
 * System.out and System.err of the jobs. A line that comes after a pause is sent as soon as it ends; those that follow
 * within 20 ms go together, since a table of a thousand rows would else be as many messages.
 */
@CompileStatic
class LineOutput extends OutputStream {
  /** Longer lines are cut, so that a script that never ends its line cannot fill the memory. */
  private static final int LONGEST_LINE_BYTES = 64 * 1024
  private static final int LARGEST_MESSAGE_CHARS = 64 * 1024
  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(20)

  private final Wire wire
  private final ByteArrayOutputStream line = new ByteArrayOutputStream()
  private List<String> waiting = []
  private int waitingChars
  private long sentAtNanos = System.nanoTime() - BURST_NANOS
  /** Sees every line. */
  volatile Closure<?> onLine = null
  /** Called before anything is written, so that what ImageJ's Log window holds comes first. */
  volatile Runnable before = null
  /** Without a display ImageJ prints the rows that its Results window would show: they are none of the log's. */
  volatile boolean hidesResults = false

  LineOutput(Wire wire) {
    this.wire = wire
    Thread sender = new Thread({ sendBursts() } as Runnable, "lines")
    sender.daemon = true
    sender.start()
  }

  PrintStream stream() {
    return new PrintStream(this, false, "UTF-8")
  }

  @Override
  void write(int data) {
    if (hidesResults && isOfResults()) return
    Runnable first = before
    if (first != null) first.run() // not under the lock: it adds lines
    add(data)
  }

  @Override
  void write(byte[] bytes, int offset, int length) {
    if (hidesResults && isOfResults()) return
    Runnable first = before
    if (first != null) first.run()
    addAll(bytes, offset, length)
  }

  /** A whole line, between those that are written. */
  synchronized void addLine(String text) {
    if (line.size() > 0) endLine()
    tell(text)
  }

  private static boolean isOfResults() {
    return Thread.currentThread().stackTrace.any { StackTraceElement one ->
      one.className == "ij.IJ" && (one.methodName == "write" || one.methodName == "setColumnHeadings") ||
        one.className == "ij.measure.ResultsTable" && one.methodName == "addResults"
    }
  }

  private synchronized void addAll(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) add((int) bytes[i])
  }

  private synchronized void add(int data) {
    if (data == 10 || line.size() >= LONGEST_LINE_BYTES) endLine()
    if (data != 10 && data != 13) line.write(data)
  }

  /** Also ends an unfinished line, and sends what waits. */
  @Override
  synchronized void flush() {
    if (line.size() > 0) endLine()
    sendWaiting()
  }

  private void endLine() {
    String text = line.toString("UTF-8")
    line.reset()
    tell(text)
  }

  private void tell(String text) {
    Closure<?> listener = onLine
    if (listener != null) listener.call(text)
    waiting.add(text)
    waitingChars += text.length()
    if (waitingChars >= LARGEST_MESSAGE_CHARS || System.nanoTime() - sentAtNanos >= BURST_NANOS) sendWaiting()
    else if (waiting.size() == 1) notifyAll()
  }

  /** Under the lock, so that nothing is sent after the end of its job. */
  private void sendWaiting() {
    if (waiting.isEmpty()) return
    wire.send([type: "lines", texts: waiting] as Map<String, Object>)
    waiting = []
    waitingChars = 0
    sentAtNanos = System.nanoTime()
  }

  private synchronized void sendBursts() {
    while (true) {
      if (waiting.isEmpty()) wait() // an idle Fiji does not wake
      TimeUnit.NANOSECONDS.timedWait(this, BURST_NANOS)
      if (System.nanoTime() - sentAtNanos >= BURST_NANOS) sendWaiting()
    }
  }
}
