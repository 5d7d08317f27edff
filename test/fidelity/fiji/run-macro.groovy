#@ String path
#@ String argument
// Fiji names the thread of a macro so; runMacro(path) in a macro would read its text byte by byte.
def thread = Thread.currentThread()
def name = thread.name
thread.name = "Run\$_argument_Macro\$"
try {
  ij.IJ.runMacro(new File(path).getText("UTF-8"), argument)
} finally {
  thread.name = name
}
