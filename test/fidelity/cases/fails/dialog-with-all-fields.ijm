// covers: Dialog.create, Dialog.addCheckbox, Dialog.addCheckboxGroup, Dialog.addChoice, Dialog.addDirectory, Dialog.addFile, Dialog.addHelp, Dialog.addMessage, Dialog.addNumber, Dialog.addRadioButtonGroup, Dialog.addSlider, Dialog.addString, Dialog.addToSameRow, Dialog.setInsets, Dialog.setLocation, Dialog.getCheckbox, Dialog.getChoice, Dialog.getNumber, Dialog.getRadioButton, Dialog.getString, Dialog.show
// input: none
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
Dialog.create("All the settings");
Dialog.addMessage("Choose", 14, "blue");
Dialog.addString("Name:", "P1");
Dialog.addNumber("Sigma:", 2, 1, 5, "px");
Dialog.addToSameRow();
Dialog.addCheckbox("Show", true);
Dialog.addSlider("Threshold", 0, 255, 100);
Dialog.addChoice("Method", newArray("Otsu", "Li"), "Li");
Dialog.addRadioButtonGroup("Side", newArray("left", "right"), 1, 2, "left");
Dialog.setInsets(5, 10, 5);
Dialog.addCheckboxGroup(1, 2, newArray("a", "b"), newArray(true, false));
Dialog.addDirectory("Folder", output);
Dialog.addFile("File", input + "/a.tif");
Dialog.addHelp("<html>help</html>");
Dialog.setLocation(100, 100);
print("before the dialog");
Dialog.show();
print(Dialog.getString(), Dialog.getNumber(), Dialog.getCheckbox(), Dialog.getChoice(), Dialog.getRadioButton());
