// Counts nuclei: background subtraction (if asked for), blur, Otsu threshold, watershed, particle analysis. Runs unchanged in Fiji (File > Open, Run).
// Writes nuclei.csv (one row a nucleus) and overlay.png (outlines on the image) into the folder `output`; with more
// than one image in `input`, the rows of all of them and one overlay-<image>.png each.
#@ File (label="Folder with the images of one job", style="directory") input
#@ File (label="Folder for the results", style="directory") output
#@ String (label="Channel: only images whose name ends so, e.g. D for 01_D.tif; empty: all", value="", required=false) channel
#@ Double (label="Blur, sigma in pixels", value=1.5, min=0) sigma
#@ Integer (label="Smallest nucleus, pixels", value=60, min=0) minSize
#@ Integer (label="Uneven background: rolling ball radius in pixels, 0: leave it", value=0, min=0) backgroundRadius

setBatchMode(true);
setOption("BlackBackground", true);
setOption("ScaleConversions", true);
run("Set Measurements...", "area centroid shape display redirect=None decimal=3");
run("Clear Results");

images = imagesIn(input, channel);
if (images.length == 0) exit("no .tif image of channel \"" + channel + "\" in " + input);
for (i = 0; i < images.length; i++) {
  overlay = "overlay.png";
  if (images.length > 1) overlay = "overlay-" + withoutSuffix(images[i]) + ".png";
  countNuclei(images[i], output + File.separator + overlay);
}
saveAs("Results", output + File.separator + "nuclei.csv");
print(nResults + " nuclei in " + images.length + " image(s)");

function imagesIn(folder, channel) {
  names = getFileList(folder);
  Array.sort(names);
  found = newArray(0);
  for (k = 0; k < names.length; k++) {
    lower = toLowerCase(names[k]);
    isImage = endsWith(lower, ".tif") || endsWith(lower, ".tiff");
    if (isImage) {
      if (endsWith(withoutSuffix(names[k]), channel)) found = Array.concat(found, names[k]);
    }
  }
  return found;
}

function withoutSuffix(name) {
  return substring(name, 0, lastIndexOf(name, "."));
}

function countNuclei(name, overlayPath) {
  open(input + File.separator + name);
  if (nSlices > 1) {
    stack = getImageID();
    run("Z Project...", "projection=[Max Intensity]");
    projection = getImageID();
    selectImage(stack);
    close();
    selectImage(projection);
  }
  if (bitDepth() == 24) run("8-bit");
  run("Set Scale...", "distance=0 known=0 unit=pixel");
  rename("original");
  run("Duplicate...", "title=mask");
  if (backgroundRadius > 0) run("Subtract Background...", "rolling=" + backgroundRadius);
  if (sigma > 0) run("Gaussian Blur...", "sigma=" + sigma);
  setAutoThreshold("Otsu dark");
  run("Convert to Mask");
  run("Watershed");
  rename(name); // the Label column of the table
  before = nResults;
  run("Analyze Particles...", "size=" + minSize + "-Infinity pixel show=Overlay display");
  print(name + ": " + (nResults - before) + " nuclei");
  Overlay.copy;
  close();
  selectImage("original");
  // 16 and 32 bits: the image's own range becomes 0 to 255
  if (bitDepth() != 8) {
    resetMinAndMax();
    run("8-bit");
  }
  Overlay.paste;
  Overlay.flatten;
  saveAs("PNG", overlayPath);
  close();
  selectImage("original");
  close();
}
