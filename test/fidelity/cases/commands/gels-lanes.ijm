// covers: Select First Lane, Select Next Lane, Plot Lanes, Gel Analyzer Options...
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
newImage("gel", "8-bit white", 160, 200, 1);
setColor(60);
for (lane = 0; lane < 3; lane++) for (band = 0; band < 3; band++) fillRect(15 + lane * 50, 20 + band * 55 + lane * 4, 30, 8 + band * 2);
run("Gaussian Blur...", "sigma=2");
run("Gel Analyzer Options...", "vertical=1 horizontal=1 label");
makeRectangle(12, 5, 36, 190);
run("Select First Lane");
makeRectangle(62, 5, 36, 190);
run("Select Next Lane");
makeRectangle(112, 5, 36, 190);
run("Select Next Lane");
run("Plot Lanes");
wait(300); // the plot's window opens
print(getWidth, getHeight, nImages);
saveAs("PNG", output + "/lanes.png");
