// covers: Invert
// input: none
// ends: error
print("no image");
run("Invert");
