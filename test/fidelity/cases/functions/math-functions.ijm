// covers: Math.abs, Math.ceil, Math.floor, Math.pow, Math.round, Math.sqr, Math.map, Math.constrain, Math.erf, Math.atan2, Math.toDegrees
// input: none
// ends: well
print(Math.abs(-2) + " " + Math.ceil(1.2) + " " + Math.floor(-1.2) + " " + Math.pow(2, 10) + " " + Math.round(2.5) + " " + Math.round(-2.5));
print(Math.sqr(5) + " " + Math.sqrt(2) + " " + Math.exp(1) + " " + Math.log(10) + " " + Math.log10(1000));
print(Math.map(5, 0, 10, 100, 200) + " " + Math.constrain(12, 0, 10) + " " + d2s(Math.erf(0.5), 6));
print(d2s(Math.toDegrees(Math.atan2(1, 1)), 6) + " " + d2s(Math.sin(1), 6) + " " + Math.min(2, 3) + " " + Math.max(2, 3));
print(maxOf(3, 8) + " " + minOf(3, 8) + " " + pow(3, 4) + " " + round(7.5) + " " + floor(7.9) + " " + (7 % 3) + " " + (-7 % 3));
