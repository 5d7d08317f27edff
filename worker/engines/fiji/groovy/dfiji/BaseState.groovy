package dfiji

import groovy.transform.CompileStatic
import ij.IJ
import ij.measure.ResultsTable
import ij.plugin.filter.Analyzer
import ij.util.ThreadUtil
import java.lang.reflect.Field
import java.lang.reflect.Modifier
import java.util.concurrent.ThreadFactory
import java.util.jar.JarEntry
import java.util.jar.JarFile

/**
 * The state of a fresh ImageJ, put back after each job: every static field of ImageJ's classes with the contents of
 * static collections and arrays, the results table, Groovy's metaclasses, system properties, streams, locale, time zone.
 */
@CompileStatic
class BaseState {
  private final List<StaticField> fields = []
  private final Properties properties = (Properties) System.properties.clone()
  private final Locale locale = Locale.default
  private final TimeZone timeZone = TimeZone.default
  private final PrintStream out = System.out
  private final PrintStream err = System.err
  private final InputStream input = System.in
  private final Set<MetaClass> metaClasses = metaClassesNow()

  /** To be called once ImageJ is initialised and before the first job. */
  static BaseState take() {
    ownPoolThreads()
    BaseState state = new BaseState()
    List<Class<?>> types = stateClasses()
    // all are loaded before the first value is read: loading one may set another's
    for (Class<?> type : types) state.remember(type)
    freshResultsTable()
    return state
  }

  void restore() {
    for (StaticField field : fields) field.restore()
    freshResultsTable()
    System.setProperties((Properties) properties.clone())
    Locale.setDefault(locale)
    TimeZone.setDefault(timeZone)
    System.setOut(out)
    System.setErr(err)
    System.setIn(input)
    MetaClassRegistry registry = GroovySystem.metaClassRegistry
    for (MetaClass other : metaClassesNow() - metaClasses) registry.removeMetaClass(other.theClass)
  }

  private static Set<MetaClass> metaClassesNow() {
    Set<MetaClass> found = Collections.newSetFromMap(new IdentityHashMap<MetaClass, Boolean>())
    Iterator iterator = GroovySystem.metaClassRegistry.iterator()
    while (iterator.hasNext()) found.add((MetaClass) iterator.next())
    return found
  }

  /** Pool threads belong to the loop, or they would count as what the first job left behind. */
  private static void ownPoolThreads() {
    ThreadGroup group = Thread.currentThread().threadGroup
    ThreadUtil.threadPoolExecutor.setThreadFactory({ Runnable task ->
      Thread thread = new Thread(group, task, "pool")
      thread.daemon = true
      return thread
    } as ThreadFactory)
  }

  /** Classes of windows do not load headless: then no script can change them. */
  private static List<Class<?>> stateClasses() {
    URL place = IJ.getResource("/ij/IJ.class")
    JarFile jar = ((JarURLConnection) place.openConnection()).jarFile
    List<Class<?>> types = []
    for (JarEntry entry : jar.entries().toList()) {
      if (!entry.name.startsWith("ij/") || !entry.name.endsWith(".class")) continue
      String name = entry.name.substring(0, entry.name.length() - 6).replace("/", ".")
      try {
        types.add(Class.forName(name, true, IJ.classLoader))
      } catch (Throwable notHere) {
        continue
      }
    }
    return types
  }

  private void remember(Class<?> type) {
    try {
      for (Field field : type.declaredFields) {
        boolean isConstant = Modifier.isFinal(field.modifiers) && (field.type.isPrimitive() || field.type == String)
        if (Modifier.isStatic(field.modifiers) && !field.synthetic && !isConstant) fields.add(new StaticField(field))
      }
    } catch (Throwable notReadable) {
      // as above
    }
  }

  /** The table is an object of its own: a used one keeps precision and columns. */
  private static void freshResultsTable() {
    ResultsTable table = new ResultsTable()
    table.showRowNumbers(true)
    Analyzer.setResultsTable(table)
  }
}
