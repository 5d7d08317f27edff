#@ LogService log
// First of a cold Fiji's scripts: a script's exception is only logged, so what is logged is remembered for the last one.
def first = new java.util.concurrent.atomic.AtomicReference()
log.addLogListener({ message ->
  if (message.level() <= org.scijava.log.LogLevel.ERROR) first.compareAndSet(null, message.throwable() ?: message.text())
} as org.scijava.log.LogListener)
System.properties.put("dfiji.first.error", first)
ij.IJ.errorMessage
// a macro knows where it is, and the files beside it
def script = new File(System.getenv("DFIJI_SCRIPT"))
ij.plugin.Macro_Runner.setFilePath(script.path)
def macros = ij.Menus.getDeclaredField("macrosPath")
macros.accessible = true
macros.set(null, script.parent + File.separator)
