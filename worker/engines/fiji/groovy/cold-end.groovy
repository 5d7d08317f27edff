// Last of a cold Fiji's scripts: tells how the job's own ended, and ends the JVM, which plugins' threads would keep alive.
def first = System.properties.get("dfiji.first.error")?.get()
def message = ij.IJ.errorMessage
int line = 0
String reason = first == null ? (message ?: "") : first.toString()
if (first instanceof Throwable) {
  def element = first.stackTrace.find { it.lineNumber > 0 && (it.fileName == System.getenv("DFIJI_SCRIPT_NAME") || it.fileName ==~ /Script\d+\.groovy/) }
  def compiler = (first.message =~ /(?:Script\d+\.groovy: |@ line )(\d+)/)
  line = element != null ? element.lineNumber : compiler.find() ? compiler.group(1) as int : 0
}
println()
println(System.getenv("DFIJI_END_MARKER") + " " + URLEncoder.encode(line + "\t" + reason, "UTF-8").replace("+", "%20"))
System.out.flush()
Runtime.runtime.halt(0)
