// covers: newArray
// input: none
// ends: error
values = newArray(4, 5, 6);
for (i = 0; i <= values.length; i++)
	print(values[i]);
