// covers: showMessage, showStatus
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
showMessage("Title", "A message");
print("after");
