// covers: Fit.doFit
// input: none
// ends: error
x = newArray(1, 2, 3, 4);
y = newArray(2, 4, 6, 8);
Fit.doFit("Strait Line", x, y);
print(Fit.p(0));
