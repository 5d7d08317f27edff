package dfiji

import groovy.transform.CompileStatic
import org.scijava.Context
import org.scijava.display.Display
import org.scijava.display.DisplayService
import org.scijava.object.ObjectService

/** Displays and objects of ImageJ2: those of a job are gone after it, with a display and without. */
@CompileStatic
class SciJavaState {
  private final DisplayService displays
  private final ObjectService objects
  private final Set<Object> first = Collections.newSetFromMap(new IdentityHashMap<Object, Boolean>())

  SciJavaState(Context context) {
    displays = context.service(DisplayService)
    objects = context.service(ObjectService)
    first.addAll(objects.index.all)
  }

  void restore() {
    for (Display<?> display : new ArrayList<Display<?>>(displays.displays)) quietly { display.close() }
    for (Object one : new ArrayList<Object>(objects.index.all)) if (!first.contains(one)) quietly { objects.removeObject(one) }
  }

  static void quietly(Closure<?> work) {
    try {
      work.call()
    } catch (RuntimeException error) {
      error.printStackTrace()
    }
  }
}
