// covers: getWidth
// input: none
// ends: error
w = getWidth();
print(w);
