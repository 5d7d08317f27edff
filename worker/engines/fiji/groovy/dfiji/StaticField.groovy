package dfiji

import groovy.transform.CompileStatic
import java.lang.reflect.Array
import java.lang.reflect.Field
import java.lang.reflect.Modifier

/** One static field: its first value, and what that held when it is a collection, a map or an array. */
@CompileStatic
class StaticField {
  private final Field field
  private final boolean changeable
  private final Object value
  private final Object contents

  StaticField(Field field) {
    field.setAccessible(true)
    this.field = field
    this.changeable = !Modifier.isFinal(field.modifiers)
    this.value = field.get(null)
    this.contents = contentsOf(value)
  }

  void restore() {
    if (changeable) field.set(null, value)
    if (contents == null) return
    if (value instanceof Map) {
      Map<Object, Object> map = (Map<Object, Object>) value
      if (map.equals(contents)) return
      map.clear()
      map.putAll((Map<Object, Object>) contents)
    } else if (value instanceof Collection) {
      Collection<Object> collection = (Collection<Object>) value
      if (new ArrayList<Object>(collection).equals(contents)) return
      collection.clear()
      collection.addAll((List<Object>) contents)
    } else {
      System.arraycopy(contents, 0, value, 0, Array.getLength(contents))
    }
  }

  private static Object contentsOf(Object value) {
    if (value instanceof Map) return new HashMap<Object, Object>((Map<Object, Object>) value)
    if (value instanceof Collection) return new ArrayList<Object>((Collection<Object>) value)
    if (value == null || !value.class.isArray()) return null
    int length = Array.getLength(value)
    Object copy = Array.newInstance(value.class.componentType, length)
    System.arraycopy(value, 0, copy, 0, length)
    return copy
  }
}
