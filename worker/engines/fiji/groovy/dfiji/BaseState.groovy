package dfiji

import groovy.transform.CompileStatic
import ij.IJ
import ij.measure.ResultsTable
import ij.plugin.filter.Analyzer
import java.lang.reflect.Field
import java.lang.reflect.Modifier
import java.util.jar.JarEntry
import java.util.jar.JarFile

/**
 * The state of a fresh ImageJ, put back after each job: every static field of ImageJ's classes with the contents of
 * static collections and arrays, the results table, Groovy's metaclasses, preferences, system properties, streams, locale, time zone.
 */
@CompileStatic
class BaseState {
  private final List<KeptField> fields = []
  private final Properties properties = (Properties) System.properties.clone()
  private final Locale locale = Locale.default
  private final TimeZone timeZone = TimeZone.default
  private final PrintStream out = System.out
  private final PrintStream err = System.err
  private final InputStream input = System.in
  private final PreferencesState preferences = new PreferencesState()
  private final Set<MetaClass> metaClasses = metaClassesNow()

  /** To be called once ImageJ is initialised and before the first job. */
  static BaseState take() {
    BaseState state = new BaseState()
    List<Class<?>> types = stateClasses()
    // all are loaded before the first value is read: loading one may set another's
    for (Class<?> type : types) state.remember(type)
    freshResultsTable()
    return state
  }

  void restore() {
    for (KeptField field : fields) field.restore()
    freshResultsTable()
    System.setProperties((Properties) properties.clone())
    Locale.setDefault(locale)
    TimeZone.setDefault(timeZone)
    System.setOut(out)
    System.setErr(err)
    System.setIn(input)
    preferences.restore()
    MetaClassRegistry registry = GroovySystem.metaClassRegistry
    for (MetaClass other : metaClassesNow() - metaClasses) registry.removeMetaClass(other.theClass)
  }

  private static Set<MetaClass> metaClassesNow() {
    Set<MetaClass> found = Collections.newSetFromMap(new IdentityHashMap<MetaClass, Boolean>())
    Iterator iterator = GroovySystem.metaClassRegistry.iterator()
    while (iterator.hasNext()) found.add((MetaClass) iterator.next())
    return found
  }

  /** Without a display, classes of windows do not load: then no script can change them. */
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
        if (Modifier.isStatic(field.modifiers) && !field.synthetic && !isConstant) fields.add(new KeptField(field))
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
