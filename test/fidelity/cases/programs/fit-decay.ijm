// covers: Fit.doFit, Fit.nEquations, Fit.getEquation, exp
// input: none
// ends: well
// Bleaching: the best of three equations for a decay.
t = Array.getSequence(12);
y = newArray(12);
for (i = 0; i < 12; i++) y[i] = 100 * exp(-0.2 * t[i]) + 10 + (i % 3) - 1;
models = newArray("Exponential", "Exponential with Offset", "2nd Degree Polynomial");
best = -1; bestR = 0;
for (m = 0; m < models.length; m++) {
	Fit.doFit(models[m], t, y);
	print(models[m] + ": " + d2s(Fit.rSquared, 4));
	if (Fit.rSquared > bestR) { best = m; bestR = Fit.rSquared; }
}
print("best: " + models[best]);
Fit.getEquation(0, name, formula);
print(name + " | " + formula);
if (Fit.nEquations > 20) print("many equations");
