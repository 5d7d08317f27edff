// covers: Fit.doFit, Fit.p, Fit.rSquared, Fit.nParams, Fit.f
// input: none
// ends: well
x = newArray(0, 1, 2, 3, 4, 5);
y = newArray(1.1, 2.9, 5.2, 7.1, 8.8, 11.2);
e = newArray("Straight Line", "2nd Degree Polynomial", "3rd Degree Polynomial");
for (k = 0; k < e.length; k++) {
	Fit.doFit(e[k], x, y);
	t = e[k];
	for (i = 0; i < Fit.nParams; i++) t += " " + d2s(Fit.p(i), 4);
	print(t + " R2 " + d2s(Fit.rSquared, 4) + " f " + d2s(Fit.f(2.5), 4));
}
