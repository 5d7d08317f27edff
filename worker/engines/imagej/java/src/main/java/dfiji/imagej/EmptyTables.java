package dfiji.imagej;

import ij.CommandListener;
import ij.IJ;
import ij.Macro;
import ij.WindowManager;
import ij.measure.ResultsTable;
import ij.text.TextWindow;
import java.awt.Frame;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables that a script had saved while there was no row to save: ImageJ then writes no file and says nothing
 * (MeasurementsWriter.save of 1.54f). By itself it changes nothing.
 */
final class EmptyTables implements CommandListener {
  private static final String SAVE = "Results...";

  private final List<String> paths = new ArrayList<>();

  synchronized void begin() {
    paths.clear();
  }

  /** As the script gave them; what it saved later under the same path is there as a file. */
  synchronized List<String> paths() {
    return List.copyOf(paths);
  }

  @Override
  public String commandExecuting(String command) {
    if (SAVE.equals(command) && writesNothing()) note(Macro.getValue(Macro.getOptions(), "save", ""));
    return command;
  }

  private synchronized void note(String path) {
    if (!path.isEmpty() && !paths.contains(path)) paths.add(path);
  }

  private static boolean writesNothing() {
    Frame front = WindowManager.getFrontWindow();
    if (front instanceof TextWindow && !"Log".equals(front.getTitle())) return false;
    if (IJ.isResultsWindow() || WindowManager.getFrame("Results") instanceof TextWindow) return false;
    return resultRows() == 0;
  }

  /** Of the table Results. */
  static int resultRows() {
    ResultsTable results = ResultsTable.getResultsTable();
    return results == null ? 0 : results.size();
  }
}
