// covers: if, else
// input: none
// ends: error
n = 3;
if (n > 2)
	print("large");
	print("really");
else
	print("small");
