// covers: Dialog.addImageChoice, Dialog.getImageChoice
// input: cells-8.tif, float.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
open(input + "/float.tif");
Dialog.create("Which one");
Dialog.addImageChoice("Image", "cells-8.tif");
Dialog.show();
print(Dialog.getImageChoice());
