// Which words of ImageJ's own tables, and of those on stdin, no macro can declare: one a line.
import ij.macro.Interpreter
import ij.macro.MacroConstants
def words = new TreeSet(System.in.readLines())
for (field in MacroConstants.declaredFields) {
  if (field.type == String[]) { field.accessible = true; words.addAll(field.get(null) as List) }
}
def out = System.out
System.setOut(new PrintStream(new ByteArrayOutputStream()))
for (word in words) {
  def interpreter = new Interpreter()
  def thread = new Thread({
    try { interpreter.run('var ' + word + ' = "v"; copy = ' + word + ' + "w";', "") } catch (Throwable refused) { }
  } as Runnable)
  thread.start()
  thread.join()
  boolean isFree = interpreter.getStringVariable(word) == "v" && interpreter.getStringVariable("copy") == "vw"
  out.println((isFree ? "free " : "word ") + word)
}
out.flush()
Runtime.runtime.halt(0)
