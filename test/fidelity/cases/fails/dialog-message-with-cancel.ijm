// covers: showMessageWithCancel
// input: none
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
File.saveString("kept", output + "/kept.txt");
showMessageWithCancel("Overwrite?", "The results exist.");
File.saveString("gone", output + "/kept.txt");
