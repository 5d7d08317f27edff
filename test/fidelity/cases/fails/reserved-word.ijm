// covers: function
// input: none
// ends: error
print("first");
function = 3;
print(function);
