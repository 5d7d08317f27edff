// covers: Dialog.create, Dialog.addNumber, Dialog.addChoice, Dialog.show
// input: none
// ends: error
Dialog.create("Settings");
Dialog.addNumber("Radius", 2);
Dialog.addChoice("Method", newArray("Otsu", "Li"));
Dialog.addCheckbox("Save", true);
Dialog.show();
r = Dialog.getNumber();
print(r);
