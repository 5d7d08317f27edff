package dfiji.imagej.screen;

import java.lang.reflect.Array;
import java.lang.reflect.Proxy;

/** Peers that have nothing to do: what AWT itself keeps of a component is enough. */
final class Nothing {
  static <P> P of(Class<P> type) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) ->
        switch (method.getName()) {
          case "equals" -> proxy == arguments[0];
          case "hashCode" -> System.identityHashCode(proxy);
          case "toString" -> type.getSimpleName();
          default -> of(method);
        }));
  }

  /** null, 0 or false. */
  static Object of(java.lang.reflect.Method method) {
    Class<?> type = method.getReturnType();
    return type == void.class || !type.isPrimitive() ? null : Array.get(Array.newInstance(type, 1), 0);
  }

  private Nothing() {}
}
