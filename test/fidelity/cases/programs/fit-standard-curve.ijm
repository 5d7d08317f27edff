// covers: Fit.doFit, Fit.p, Fit.rSquared, Fit.f
// input: none
// ends: well
// A standard curve is fitted and unknown samples are read from it.
a = split(getArgument(), "|"); output = a[1];
conc = newArray(0, 1, 2, 5, 10, 20);
od = newArray(0.05, 0.14, 0.26, 0.57, 1.08, 2.11);
Fit.doFit("Straight Line", conc, od);
print("slope " + d2s(Fit.p(1), 5) + ", offset " + d2s(Fit.p(0), 5) + ", R2 " + d2s(Fit.rSquared, 5));
samples = newArray(0.3, 0.9, 1.7);
Table.create("Samples");
for (i = 0; i < samples.length; i++) {
	Table.set("OD", i, samples[i]);
	Table.set("Conc", i, d2s((samples[i] - Fit.p(0)) / Fit.p(1), 4));
}
Table.update;
Table.save(output + "/samples.csv");
Fit.doFit("y = a*x*x + b*x + c", conc, od);
print("parameters " + Fit.nParams + ", f(3) " + d2s(Fit.f(3), 3));
