package dfiji

import groovy.transform.CompileStatic
import java.awt.Component
import java.lang.reflect.Array
import java.lang.reflect.Field
import java.lang.reflect.Modifier

/**
 * A field, and its first value: what that held when it is a collection, a map or an array, and its own fields when it is an
 * object of ImageJ (the default selection of Overlay Options is one that stays and changes).
 */
@CompileStatic
class KeptField {
  private final Field field
  private final Object owner
  private final boolean changeable
  private final Object value
  private final Object contents
  private final List<KeptField> parts = []

  /** A static one, with the parts of its value. */
  KeptField(Field field) {
    this(field, null)
    if (value instanceof Component) return // windows are left to those who close them
    for (Class<?> type = value == null ? null : value.class; isOfImageJ(type); type = type.superclass) {
      for (Field part : type.declaredFields) if (!Modifier.isStatic(part.modifiers)) parts.add(new KeptField(part, value))
    }
  }

  /** @param owner null for a static one */
  KeptField(Field field, Object owner) {
    field.setAccessible(true)
    this.field = field
    this.owner = owner
    this.changeable = !Modifier.isFinal(field.modifiers)
    this.value = field.get(owner)
    this.contents = contentsOf(value)
  }

  void restore() {
    if (changeable) field.set(owner, value)
    if (contents != null) restoreContents()
    for (KeptField part : parts) part.restore()
  }

  private static boolean isOfImageJ(Class<?> type) {
    return type != null && type.name.startsWith("ij.")
  }

  private void restoreContents() {
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
