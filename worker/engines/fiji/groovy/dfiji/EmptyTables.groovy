package dfiji

import groovy.transform.CompileStatic
import ij.CommandListener
import ij.Executer
import ij.IJ
import ij.Macro
import ij.WindowManager
import ij.measure.ResultsTable
import ij.text.TextWindow
import java.awt.Frame

/**
 * The tables that a script had saved while there was no row to save: ImageJ then writes no file and says nothing
 * (MeasurementsWriter.save of 1.54f). By itself it changes nothing.
 */
@CompileStatic
class EmptyTables implements CommandListener {
  private final Set<String> paths = Collections.synchronizedSet(new LinkedHashSet<String>())

  EmptyTables() {
    Executer.addCommandListener(this)
  }

  void begin() {
    paths.clear()
  }

  /** For the host's answer. */
  Map<String, Object> answer() {
    return [emptyTables: new ArrayList<String>(paths), resultRows: resultRows()] as Map<String, Object>
  }

  @Override
  String commandExecuting(String command) {
    String path = command == "Results..." && writesNothing() ? Macro.getValue(Macro.options ?: "", "save", "") : ""
    if (!path.isEmpty()) paths.add(path)
    return command
  }

  private static boolean writesNothing() {
    Frame front = WindowManager.frontWindow
    if (TextWindow.isInstance(front) && front.title != "Log") return false
    if (IJ.isResultsWindow() || TextWindow.isInstance(WindowManager.getFrame("Results"))) return false
    return resultRows() == 0
  }

  private static int resultRows() {
    ResultsTable results = ResultsTable.resultsTable
    return results == null ? 0 : results.size()
  }
}
