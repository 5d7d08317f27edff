package dfiji.imagej;

import ij.measure.ResultsTable;
import ij.plugin.filter.Analyzer;
import ij.util.ThreadUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;

/**
 * The state of a fresh ImageJ, put back after each job: every static field of ImageJ's classes with the contents of
 * static collections and arrays, the results table, system properties, streams, locale and time zone.
 */
final class BaseState {
  private final List<StaticField> fields = new ArrayList<>();
  private final Properties properties = (Properties) System.getProperties().clone();
  private final Locale locale = Locale.getDefault();
  private final TimeZone timeZone = TimeZone.getDefault();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final InputStream in = System.in;

  /** To be called once ImageJ is initialised and before the first job. */
  static BaseState take() throws IOException {
    ownPoolThreads();
    BaseState state = new BaseState();
    for (String name : stateClasses()) state.remember(name);
    freshResultsTable();
    return state;
  }

  void restore() {
    for (StaticField field : fields) field.restore();
    freshResultsTable();
    System.setProperties((Properties) properties.clone());
    Locale.setDefault(locale);
    TimeZone.setDefault(timeZone);
    System.setOut(out);
    System.setErr(err);
    System.setIn(in);
  }

  /** Pool threads belong to the host, or they would count as what the first job left behind. */
  private static void ownPoolThreads() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    ThreadUtil.threadPoolExecutor.setThreadFactory(task -> {
      Thread thread = new Thread(group, task, "pool");
      thread.setDaemon(true);
      return thread;
    });
  }

  private static List<String> stateClasses() throws IOException {
    return Files.readAllLines(Path.of(System.getProperty("dfiji.state.classes")));
  }

  private void remember(String className) {
    try {
      for (Field field : Class.forName(className).getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) fields.add(new StaticField(field));
      }
    } catch (LinkageError | ReflectiveOperationException | RuntimeException notThere) {
      // classes of libraries that are not there, like Quicktime: then no macro can change them
    }
  }

  /** The table is an object of its own: a used one keeps precision and columns. */
  private static void freshResultsTable() {
    ResultsTable table = new ResultsTable();
    table.showRowNumbers(true);
    Analyzer.setResultsTable(table);
  }
}
