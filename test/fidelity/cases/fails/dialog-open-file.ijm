// covers: File.openDialog
// input: none
// ends: error
path = File.openDialog("Choose an image");
print(path);
