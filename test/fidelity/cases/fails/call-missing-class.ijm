// covers: call
// input: none
// ends: error
x = call("no.such.Clazz.method", "1");
print("[" + x + "]");
