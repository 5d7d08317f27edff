// covers: eval, call, IJ.getToolName, setTool, showProgress, showStatus
// input: none
// ends: well
print(eval("x = 3; return toString(x * 5, 0);"));
print(call("ij.Prefs.get", "no.such.key", "default") + " " + call("ij.IJ.getVersion"));
print(isOpen("nothing"));
setTool("oval");
print(IJ.getToolName);
setTool("rectangle");
showStatus("status");
showProgress(0.5);
showProgress(1);
print("done");
