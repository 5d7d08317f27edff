package dfiji

import groovy.transform.CompileStatic
import ij.IJ
import org.scijava.Context
import org.scijava.app.AppService

/** What this Fiji is made of, for markers. */
@CompileStatic
class Versions {
  static Map<String, String> of(Context context) {
    Map<String, String> versions = [imagej: IJ.version, java: System.getProperty("java.version")]
    try {
      String app = context.service(AppService).app.version
      if (app != null && app != "Unknown") versions.put("fiji", app)
    } catch (Throwable notTold) {
      // a Fiji without an application service says nothing of itself
    }
    return versions
  }
}
