package dfiji

import groovy.transform.CompileStatic
import java.awt.GraphicsEnvironment
import java.util.concurrent.BlockingQueue
import java.util.concurrent.LinkedBlockingQueue
import java.util.function.Consumer
import org.scijava.Context

/**
 * Reads one request a line from stdin: words separated by tabs and percent-encoded, `run <id> key=value …`, `abort` or `collect`.
 * Answers on the real stdout; what a job prints comes as `lines` messages between. Halts when stdin closes, whatever the
 * script does: the worker is gone then.
 */
@CompileStatic
class Loop {
  private final Context context
  private final BlockingQueue<Map<String, String>> runs = new LinkedBlockingQueue<>()

  Loop(Context context) {
    this.context = context
  }

  void run() {
    InputStream requests = System.in
    Wire wire = new Wire(System.out)
    System.setIn(new ByteArrayInputStream(new byte[0])) // a script must not eat the requests
    LineOutput lines = new LineOutput(wire)
    PrintStream output = lines.stream()
    System.setOut(output)
    System.setErr(output)
    Runtime.runtime.addShutdownHook(new Thread({ leave(wire) } as Runnable, "leave"))
    SciJavaState sciJava = new SciJavaState(context)
    Desktop desktop = null
    HeadlessRules rules = null
    if (!GraphicsEnvironment.headless) {
      LogWindow log = new LogWindow({ String text -> lines.addLine(text) } as Consumer<String>)
      lines.before = { log.printAll() } as Runnable
      desktop = new Desktop(sciJava, log)
    } else {
      rules = new HeadlessRules()
      lines.hidesResults = true
    }
    JobRunner runner = new JobRunner(context, lines, desktop, rules, new ThreadPools(context))
    daemon("requests") { read(requests, runner) }

    sciJava.remember()
    BaseState state = BaseState.take()
    wire.send([type: "ready", versions: Versions.of(context)] as Map<String, Object>)
    while (true) {
      Map<String, String> job = runs.take()
      Map<String, Object> answer = runner.run(job)
      output.flush()
      if (desktop == null) sciJava.restore()
      state.restore()
      wire.send(answer + ([type: "end", id: Integer.parseInt(job.get("id")), liveMiB: Memory.liveMiB()] as Map<String, Object>))
    }
  }

  private void read(InputStream requests, JobRunner runner) {
    try {
      BufferedReader lines = new BufferedReader(new InputStreamReader(requests, "UTF-8"))
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        List<String> words = line.split("\t").toList().collect { String word -> URLDecoder.decode(word, "UTF-8") }
        if (words[0] == "abort") daemon("abort") { runner.abort() }
        else if (words[0] == "collect") daemon("collect") { System.gc() }
        else runs.add(fields(words))
      }
    } catch (IOException closed) {
      // the same as the end of the stream
    } finally {
      Runtime.runtime.halt(0)
    }
  }

  private static Map<String, String> fields(List<String> words) {
    Map<String, String> fields = [id: words[1]]
    for (String word : words.drop(2)) {
      int at = word.indexOf("=")
      fields.put(word.substring(0, at), word.substring(at + 1))
    }
    return fields
  }

  /** The script called System.exit: say so and go immediately, since SciJava's own hook would wait for the caller. */
  private static void leave(Wire wire) {
    System.out.flush()
    wire.send([type: "exit"] as Map<String, Object>)
    Runtime.runtime.halt(0)
  }

  static void daemon(String name, Closure<?> task) {
    Thread thread = new Thread(task as Runnable, name)
    thread.daemon = true
    thread.start()
  }
}
