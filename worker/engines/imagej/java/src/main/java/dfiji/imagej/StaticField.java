package dfiji.imagej;

import java.awt.Component;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A field, and its first value: what that held when it is a collection, a map or an array, and its own fields when it is
 * an object of ImageJ (the default selection of Overlay Options is one that stays and changes).
 */
final class StaticField {
  private final Field field;
  /** null: the field is static. */
  private final Object owner;
  private final boolean changeable;
  private final Object value;
  private final Object contents;
  private final List<StaticField> parts = new ArrayList<>();

  StaticField(Field field) throws IllegalAccessException {
    this(field, null);
    if (!isOfImageJ(value)) return;
    for (Class<?> type = value.getClass(); isOfImageJ(type); type = type.getSuperclass()) {
      for (Field part : type.getDeclaredFields()) {
        if (!Modifier.isStatic(part.getModifiers())) parts.add(new StaticField(part, value));
      }
    }
  }

  private StaticField(Field field, Object owner) throws IllegalAccessException {
    field.setAccessible(true);
    this.field = field;
    this.owner = owner;
    this.changeable = !Modifier.isFinal(field.getModifiers());
    this.value = field.get(owner);
    this.contents = contentsOf(value);
  }

  void restore() {
    try {
      if (changeable) field.set(owner, value);
    } catch (IllegalAccessException changed) {
      throw new IllegalStateException(changed);
    }
    if (contents != null) restoreContents();
    for (StaticField part : parts) part.restore();
  }

  /** Windows and their parts are left to those who close them. */
  private static boolean isOfImageJ(Object value) {
    return value != null && !(value instanceof Component) && isOfImageJ(value.getClass());
  }

  private static boolean isOfImageJ(Class<?> type) {
    return type != null && type.getName().startsWith("ij.");
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
