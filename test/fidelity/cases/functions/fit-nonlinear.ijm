// covers: Fit.doFit, Fit.getEquation
// input: none
// ends: well
x = newArray(-3, -2, -1, 0, 1, 2, 3);
y = newArray(1.1, 2.3, 5.9, 9.1, 6.1, 2.2, 1.0);
Fit.doFit("Gaussian", x, y);
print(d2s(Fit.p(0), 2) + " " + d2s(Fit.p(1), 2) + " " + d2s(Fit.p(2), 2) + " " + d2s(abs(Fit.p(3)), 2));
Fit.doFit("y = a + b*exp(-x*x/c)", x, y, newArray(1, 8, 2));
print(d2s(Fit.p(0), 2) + " " + d2s(Fit.p(1), 2) + " " + d2s(Fit.p(2), 2));
Fit.getEquation(1, name, formula, code);
print(name + " " + formula + " " + code);
