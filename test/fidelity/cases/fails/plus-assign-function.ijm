// covers: function
// input: none
// ends: error
// The language takes no += of an own function.
sum = 1;
sum += three();
print(sum);
function three() { return 3; }
