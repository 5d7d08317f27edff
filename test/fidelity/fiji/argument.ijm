#@ String path
#@ String argument
runMacro(path, argument);
