// covers: print
// input: none
// ends: well
// A statement without its semicolon runs on the desktop.
print("first")
print("second");
