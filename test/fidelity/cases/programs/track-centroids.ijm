// covers: Analyze Particles..., getResult, makeSelection, Overlay.addSelection
// input: none
// ends: well
// The function reads the variables of the macro that calls it.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
newImage("movie", "8-bit black", 120, 100, 5);
setColor(220);
for (t = 1; t <= 5; t++) {
  setSlice(t);
  fillOval(5 + t * 9, 20 + t * 3, 12, 12);
  fillOval(95 - t * 7, 60 - t * 2, 16, 10);
}
movie = getImageID();
run("Set Measurements...", "centroid redirect=None decimal=3");
lastX = newArray(0); lastY = newArray(0);
path = newArray(2);
for (t = 1; t <= 5; t++) {
  selectImage(movie);
  setSlice(t);
  setThreshold(128, 255);
  run("Analyze Particles...", "size=20-Infinity show=Nothing display clear slice");
  x = newArray(nResults); y = newArray(nResults);
  for (i = 0; i < nResults; i++) { x[i] = getResult("X", i); y[i] = getResult("Y", i); }
  for (k = 0; k < lastX.length; k++) {
    near = 0;
    for (i = 1; i < x.length; i++) if (distance(k, i) < distance(k, near)) near = i;
    path[k] += distance(k, near);
  }
  lastX = x; lastY = y;
}
resetThreshold();
makeSelection("points", lastX, lastY);
Overlay.addSelection("red");
print(d2s(path[0], 3), d2s(path[1], 3));
saveAs("Tiff", output + "/movie.tif");

function distance(k, i) {
  return sqrt(pow(lastX[k] - x[i], 2) + pow(lastY[k] - y[i], 2));
}
