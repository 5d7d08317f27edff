// covers: Array.sort
// input: none
// ends: error
s = "3,1,2";
Array.sort(s);
print(s);
