// covers: getDirectory
// input: none
// ends: error
dir = getDirectory("Choose the folder of the plate");
print(dir);
