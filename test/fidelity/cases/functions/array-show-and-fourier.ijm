// covers: Array.show, Array.fourier, Table.save
// input: none
// ends: well
a = split(getArgument(), "|"); output = a[1];
x = newArray(1, 2, 3); y = newArray(0.5, 0.25, 0.125);
Array.show("My arrays", x, y);
Table.save(output + "/arrays.csv", "My arrays");
Array.show("Numbered (row numbers)", x, y);
Table.save(output + "/numbered.csv", "Numbered");
w = newArray(0, 1, 0, -1, 0, 1, 0, -1);
f = Array.fourier(w);
for (i = 0; i < f.length; i++) print(d2s(f[i], 4));
