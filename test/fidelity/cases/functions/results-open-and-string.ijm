// covers: String.copyResults, Table.getSelectionStart, Table.setSelection, Table.getSelectionEnd
// input: none
// ends: well
a = split(getArgument(), "|"); output = a[1];
for (i = 0; i < 4; i++) setResult("V", i, i * i);
updateResults();
Table.setSelection(1, 2, "Results");
print(Table.getSelectionStart("Results") + " " + Table.getSelectionEnd("Results"));
String.copyResults();
t = String.paste;
print(t);
