package dfiji

import groovy.transform.CompileStatic
import java.util.prefs.Preferences

/** The preferences in which SciJava keeps values for later scripts, as they were before the first job. */
@CompileStatic
class PreferencesState {
  private final Map<String, Map<String, String>> first = new HashMap<>()

  PreferencesState() {
    remember(Preferences.userRoot())
  }

  void restore() {
    restoreNode(Preferences.userRoot())
  }

  private void remember(Preferences node) {
    Map<String, String> values = new HashMap<>()
    for (String key : node.keys()) values.put(key, node.get(key, ""))
    first.put(node.absolutePath(), values)
    for (String child : node.childrenNames()) remember(node.node(child))
  }

  private void restoreNode(Preferences node) {
    Map<String, String> values = first.get(node.absolutePath())
    for (String key : node.keys()) if (!values.containsKey(key)) node.remove(key)
    for (Map.Entry<String, String> one : values.entrySet()) if (node.get(one.key, null) != one.value) node.put(one.key, one.value)
    for (String name : node.childrenNames()) {
      Preferences child = node.node(name)
      if (first.containsKey(child.absolutePath())) restoreNode(child)
      else child.removeNode()
    }
  }
}
