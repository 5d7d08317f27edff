package dfiji.imagej;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.json.JSONObject;

/** One JSON object a line to the worker. */
final class Wire {
  private final PrintStream out;

  Wire(PrintStream out) {
    this.out = out;
  }

  synchronized void send(JSONObject message) {
    byte[] line = (message + "\n").getBytes(StandardCharsets.UTF_8);
    out.write(line, 0, line.length);
    out.flush();
  }
}
