// covers: Dialog.createNonBlocking, Dialog.show
// input: none
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
Dialog.createNonBlocking("Select the cells");
Dialog.addMessage("Then press OK.");
Dialog.show();
print("after");
