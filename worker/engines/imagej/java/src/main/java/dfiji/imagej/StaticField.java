package dfiji.imagej;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One static field: its first value, and what that held when it is a collection, a map or an array. */
final class StaticField {
  private final Field field;
  private final boolean changeable;
  private final Object value;
  private final Object contents;

  StaticField(Field field) throws IllegalAccessException {
    field.setAccessible(true);
    this.field = field;
    this.changeable = !Modifier.isFinal(field.getModifiers());
    this.value = field.get(null);
    this.contents = contentsOf(value);
  }

  void restore() {
    try {
      if (changeable) field.set(null, value);
    } catch (IllegalAccessException changed) {
      throw new IllegalStateException(changed);
    }
    if (contents != null) restoreContents();
  }

  private static Object contentsOf(Object value) {
    if (value instanceof Map<?, ?> map) return new HashMap<>(map);
    if (value instanceof Collection<?> collection) return new ArrayList<>(collection);
    if (value == null || !value.getClass().isArray()) return null;
    return copyOf(value);
  }

  private static Object copyOf(Object array) {
    int length = Array.getLength(array);
    Object copy = Array.newInstance(array.getClass().getComponentType(), length);
    System.arraycopy(array, 0, copy, 0, length);
    return copy;
  }

  @SuppressWarnings("unchecked")
  private void restoreContents() {
    if (value instanceof Map<?, ?> map) {
      if (map.equals(contents)) return;
      map.clear();
      ((Map<Object, Object>) map).putAll((Map<Object, Object>) contents);
    } else if (value instanceof Collection<?> collection) {
      if (new ArrayList<>(collection).equals(contents)) return;
      collection.clear();
      ((Collection<Object>) collection).addAll((List<Object>) contents);
    } else {
      System.arraycopy(contents, 0, value, 0, Array.getLength(contents));
    }
  }
}
