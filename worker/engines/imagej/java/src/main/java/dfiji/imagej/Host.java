package dfiji.imagej;

import dfiji.imagej.screen.MemoryScreen;
import ij.IJ;
import java.awt.AWTError;
import java.awt.GraphicsEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.json.JSONObject;

/**
 * Runs ImageJ macros one after another. Reads one JSON line a request from stdin ({@code run}, {@code abort} or {@code collect}) and
 * answers on the real stdout; what a job prints comes as {@code lines} messages between. Halts when stdin closes, whatever
 * the macro does: the worker is gone then.
 */
public final class Host {
  public static void main(String[] arguments) throws Exception {
    InputStream requests = System.in;
    Wire wire = new Wire(System.out);
    System.setIn(InputStream.nullInputStream()); // a script must not eat the requests
    PrintStream output = new LineOutput(wire).stream();
    System.setOut(output);
    System.setErr(output);
    JobThread jobThread = new JobThread();
    Desktop desktop = GraphicsEnvironment.isHeadless() ? withoutDisplay(jobThread, wire) : new Desktop(jobThread);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(desktop, wire), "leave"));
    BlockingQueue<JSONObject> runs = new LinkedBlockingQueue<>();
    MacroRunner runner = new MacroRunner(jobThread, desktop);
    startDaemon("requests", () -> read(requests, runs, runner));
    BaseState state = BaseState.take();
    wire.send(new JSONObject()
        .put("type", "ready")
        .put("versions", new JSONObject()
            .put("imagej", IJ.getVersion())
            .put("java", System.getProperty("java.version"))));
    while (true) {
      JSONObject run = runs.take();
      JSONObject answer = runner.run(run.getString("source"), run.getString("argument"), run.getString("script"));
      output.flush();
      boolean collects = Memory.isCollectionDue();
      if (collects) state.restore(); // what the job left there is not live
      wire.send(answer.put("type", "end").put("id", run.getInt("id")).put("liveMiB", Memory.liveMiB()));
      if (!collects) state.restore(); // while the worker looks for what else was left; the next job waits for it
    }
  }

  /** Other versions of Java have other insides. */
  private static Desktop withoutDisplay(JobThread jobThread, Wire wire) throws InterruptedException {
    try {
      MemoryScreen.install(Trouble::needsScreen);
      return new Desktop(jobThread);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError | AWTError changed) {
      changed.printStackTrace();
      wire.send(new JSONObject()
          .put("type", "unable")
          .put("reason", "ImageJ cannot run without a display in Java " + System.getProperty("java.version") + ": " + changed)
          .put("advice", "set JAVA_HOME to a Java 17 or 21, or install Xvfb and openbox (`apt-get install xvfb openbox`)"));
      Runtime.getRuntime().halt(1);
      throw new AssertionError(changed);
    }
  }

  private static void read(InputStream requests, BlockingQueue<JSONObject> runs, MacroRunner runner) {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(requests, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JSONObject request = new JSONObject(line);
        switch (request.getString("type")) {
          case "abort" -> startDaemon("abort", runner::abort);
          case "collect" -> startDaemon("collect", System::gc);
          default -> runs.add(request);
        }
      }
    } catch (IOException closed) {
      // the same as the end of the stream
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }

  /** The script called System.exit: report it and end, since hooks of others may wait for the caller. */
  private static void leave(Desktop desktop, Wire wire) {
    desktop.printLog();
    System.out.flush();
    wire.send(new JSONObject().put("type", "exit"));
    Runtime.getRuntime().halt(0);
  }

  private static void startDaemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private Host() {}
}
