// covers: newArray
// input: none
// ends: error
values = newArray(3);
i = 0;
print(values[i - 1]);
