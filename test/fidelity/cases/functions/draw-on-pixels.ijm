// covers: drawLine, drawOval, drawRect, drawString, fillOval, fillRect, moveTo, lineTo, setLineWidth, setColor, setFont, setJustification, getStringWidth, fill, floodFill
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
newImage("canvas", "8-bit white", 200, 160, 1);
setColor(0);
setLineWidth(3);
drawLine(5, 5, 90, 40);
drawRect(10, 50, 40, 25);
drawOval(60, 50, 40, 25);
setLineWidth(1);
moveTo(110, 10);
for (i = 1; i <= 6; i++) lineTo(110 + i * 12, 10 + (i % 2) * 30);
setColor(90);
fillRect(10, 90, 40, 25);
fillOval(60, 90, 40, 25);
setFont("SansSerif", 14, "bold");
setJustification("center");
drawString("middle", 150, 80);
setJustification("right");
drawString("two\nlines", 190, 110, "lightgray");
wide = getStringWidth("middle");
print((wide > getStringWidth("mid")));
floodFill(12, 52);
makeOval(110, 120, 30, 20);
setColor(200);
fill();
run("Select None");
saveAs("Tiff", output + "/gray.tif");
newImage("colors", "RGB white", 60, 60, 1);
setColor("orange");
fillRect(0, 0, 30, 30);
setColor(10, 20, 200);
fillOval(20, 20, 30, 30);
setColor("#336699");
drawLine(0, 59, 59, 0);
floodFill(55, 5, "8-connected");
saveAs("Tiff", output + "/colors.tif");
