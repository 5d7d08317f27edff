package dfiji

import groovy.transform.CompileStatic
import java.lang.reflect.Field
import java.util.function.Consumer
import org.scijava.Context
import org.scijava.console.ConsoleService
import org.scijava.display.Display
import org.scijava.display.DisplayService
import org.scijava.log.LogService
import org.scijava.module.ModuleInfo
import org.scijava.module.ModuleService
import org.scijava.object.ObjectService
import org.scijava.options.OptionsPlugin
import org.scijava.options.OptionsService
import org.scijava.plugin.PluginInfo
import org.scijava.plugin.PluginService
import org.scijava.script.ScriptService

/** The services of SciJava and ImageJ2 as they were before the first job, with a display and without. */
@CompileStatic
class SciJavaState {
  /** What scripts can change in services: aliases and folders of scripts, levels and listeners of the log. */
  private static final Map<Class<?>, List<String>> FIELDS = [
    (ScriptService): ["aliasMap", "scriptDirs", "menuPrefixes"],
    (LogService): ["currentLevel", "classAndPackageLevels"],
    (ConsoleService): ["listeners"],
  ] as Map<Class<?>, List<String>>

  private final Context context
  private final DisplayService displays
  private final ObjectService objects
  private final PluginService plugins
  private final ModuleService modules
  private Set<Object> firstObjects
  private Set<PluginInfo<?>> firstPlugins
  private Set<ModuleInfo> firstModules
  private final Map<OptionsPlugin, Map<String, Object>> options = new IdentityHashMap<>()
  private final List<KeptField> fields = []

  SciJavaState(Context context) {
    this.context = context
    displays = context.service(DisplayService)
    objects = context.service(ObjectService)
    plugins = context.service(PluginService)
    modules = context.service(ModuleService)
  }

  /** To be called when the loop listens to the log, and before the first job. */
  void remember() {
    context.service(ScriptService).aliases // made when they are first asked for
    for (OptionsPlugin one : context.service(OptionsService).instances) options.put(one, new HashMap<String, Object>(one.inputs))
    firstObjects = identitySet(objects.index.all)
    firstPlugins = identitySet(plugins.plugins)
    firstModules = identitySet(modules.modules)
    for (Map.Entry<Class<?>, List<String>> one : FIELDS.entrySet()) {
      Object service = context.service(one.key as Class)
      for (String name : one.value) keep(service, name)
    }
    Object log = valueOf(context.service(LogService), "rootLogger")
    if (log != null) keep(log, "listeners")
  }

  void restore() {
    for (Display<?> display : new ArrayList<Display<?>>(displays.displays)) quietly { display.close() }
    putBack(objects.index.all, firstObjects, { Object one -> objects.removeObject(one) }, { Object one -> objects.addObject(one) })
    putBack(plugins.plugins, firstPlugins, { PluginInfo<?> one -> plugins.removePlugin(one) }, { PluginInfo<?> one -> plugins.addPlugin(one) })
    putBack(modules.modules, firstModules, { ModuleInfo one -> modules.removeModule(one) }, { ModuleInfo one -> modules.addModule(one) })
    for (Map.Entry<OptionsPlugin, Map<String, Object>> one : options.entrySet()) {
      for (Map.Entry<String, Object> input : one.value.entrySet()) {
        if (one.key.getInput(input.key) != input.value) quietly { one.key.setInput(input.key, input.value) }
      }
    }
    for (KeptField field : fields) quietly { field.restore() }
  }

  private static <T> void putBack(Collection<? extends T> now, Set<T> first, Consumer<T> remove, Consumer<T> add) {
    Set<T> present = identitySet(now)
    for (T one : present) if (!first.contains(one)) quietly { remove.accept(one) }
    for (T one : first) if (!present.contains(one)) quietly { add.accept(one) }
  }

  private static <T> Set<T> identitySet(Collection<? extends T> all) {
    Set<T> set = Collections.newSetFromMap(new IdentityHashMap<T, Boolean>())
    set.addAll(all)
    return set
  }

  private void keep(Object owner, String name) {
    Field field = fieldOf(owner, name)
    if (field != null) fields.add(new KeptField(field, owner))
  }

  private static Object valueOf(Object owner, String name) {
    Field field = fieldOf(owner, name)
    if (field == null) return null
    field.setAccessible(true)
    return field.get(owner)
  }

  /** Null in a SciJava that keeps it elsewhere. */
  private static Field fieldOf(Object owner, String name) {
    for (Class<?> type = owner.class; type != null; type = type.superclass) {
      Field field = type.declaredFields.find { Field one -> one.name == name }
      if (field != null) return field
    }
    return null
  }

  static void quietly(Closure<?> work) {
    try {
      work.call()
    } catch (RuntimeException error) {
      error.printStackTrace()
    }
  }
}
