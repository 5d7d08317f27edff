// covers: Fit.doWeightedFit, Fit.logResults, Fit.showDialog, Fit.plot, Fit.doFit, Fit.nEquations
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
x = newArray(0, 1, 2, 3, 4, 5);
y = newArray(1.1, 2.9, 5.2, 6.8, 9.1, 20);
w = newArray(1, 1, 1, 1, 1, 0.01);
Fit.doWeightedFit("Straight Line", x, y, w);
print(d2s(Fit.p(0), 4), d2s(Fit.p(1), 4), d2s(Fit.rSquared, 4));
Fit.doFit("y = a + b*x*x", x, y);
print(Fit.nParams, d2s(Fit.p(0), 3), d2s(Fit.p(1), 3), Fit.nEquations);
Fit.doFit("Straight Line", x, y);
Fit.plot;
print(getTitle, (getWidth > 100));
Plot.getValues(px, py);
print(px.length, py[0]);
