// Mean, least and largest value of each image of the job, as one table. Runs unchanged in Fiji's script editor.
#@ File (label="Folder with the images of one job", style="directory") input
#@ File (label="Folder for the results", style="directory") output
#@ Double (label="Blur before measuring, sigma in pixels", value=0, min=0) sigma

import ij.IJ

def rows = ["Image,Mean,Min,Max"]
input.listFiles().findAll { it.name.endsWith(".tif") }.sort().each { file ->
  def image = IJ.openImage(file.path)
  if (sigma > 0) image.getProcessor().blurGaussian(sigma)
  def found = image.statistics
  rows << [file.name, String.format(Locale.ROOT, "%.3f", found.mean), found.min as int, found.max as int].join(",")
  println "${file.name}: mean ${found.mean}"
}
new File(output, "measure.csv").text = rows.join("\n") + "\n"
