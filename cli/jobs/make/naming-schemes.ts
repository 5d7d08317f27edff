/**
 * How microscopes and their programs name files: one row for each, made from the sources that it gives. What a source
 * leaves unsure stays text, so that no well and no time point is invented.
 */
export interface NamingScheme {
  /** As `--naming` takes it. */
  readonly name: string;
  /** For messages: "these are … files". */
  readonly title: string;
  readonly source: string;
  /** Ways in which its files are named; the first that fits decides. */
  readonly forms: readonly NameForm[];
  /** Files beside the images, and images made of images. */
  readonly leaveOut: readonly { test(path: string): boolean }[];
  /** Its names, or its folders, name the well. */
  readonly hasWell: boolean;
  /** Folders of its own below a plate's: what is left before them tells two plates of one name apart. */
  readonly ownFolders?: RegExp;
  /** The folder that is called like the plate, where the files are not. */
  readonly plateFolder?: RegExp;
}

export interface NameForm {
  /** What a path says: folder (the plate's), plate, well, row, col, site, channel, z, time, other; undefined: nothing. */
  readonly read: (path: string) => Readonly<Record<string, string | undefined>> | undefined;
  /** The file that a further file of the same data set continues, where it exists: `a_MMStack_1.ome.tif` → `a_MMStack.ome.tif`. */
  readonly continues?: (path: string) => string;
  /** A file that belongs to every data set of its folder. */
  readonly companion?: RegExp;
}

const W = "(?<well>[A-Z]{1,2}\\d{2})";
const GUID = "[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}";
const TIF = endings("tif");
const TIFF = endings("tif", "tiff");

/** In the order in which they are tried: `imagexpress` names without an id also fit `metamorph-nd`. */
export const NAMING_SCHEMES: readonly NamingScheme[] = [
  {
    name: "harmony",
    title: "Harmony",
    source: "BIOP/ijp-operetta-importer, HyperRange.java, OperettaManager.java; ezstitcher, microscope_formats (f001)",
    forms: forms(
      `r(?<row>\\d{2,})c(?<col>\\d{2,})f(?<site>\\d{2,})p(?<z>\\d{2,})(?:rc\\d+)?-ch(?<channel>\\d+)sk(?<time>\\d+)fk\\d+fl\\d+${TIFF}`,
      `r(?<row>\\d{2,})c(?<col>\\d{2,})f(?<site>\\d{2,})p(?<z>\\d{2,})-ch(?<channel>\\d+)t(?<time>\\d+)${TIFF}`,
    ),
    leaveOut: [/(?:^|\/)Index(?:\.idx|\.flex)?\.xml$/, /(?:^|\/)Assaylayout\//, /(?:^|\/)FFC_Profile\//],
    hasWell: true,
    ownFolders: /(?:^|\/)Images\/$/,
    plateFolder: /(?:^|\/)([^/]+?)__[^/]*\/$/,
  },
  {
    name: "columbus",
    title: "Columbus",
    source:
      "public names of Columbus 2.4 exports; the order of time, z and channel in the last nine digits is not known",
    forms: forms(`(?<row>\\d{3})(?<col>\\d{3})-(?<site>\\d+)-(?<other>\\d{9})${TIFF}`),
    leaveOut: [/\.xml$/i],
    hasWell: true,
  },
  {
    name: "opera-flex",
    title: "Opera",
    source: "Bio-Formats FlexReader.java: row, column, field in 9 digits",
    forms: forms(`(?<row>\\d{3})(?<col>\\d{3})(?<site>\\d{3})${endings("flex")}`),
    leaveOut: [/\.(?:mea|res)$/i],
    hasWell: true,
  },
  {
    name: "imagexpress",
    title: "ImageXpress",
    source: "fmi-faim/faim-ipa imagexpress/acquisition.py; Bio-Formats MetaxpressTiffReader.java",
    forms: forms(
      `(?:TimePoint_(?<time>\\d+)/)?(?:ZStep_(?<z>\\d+)/)?(?<plate>[^/]+)_${W}(?:_s(?<site>\\d+))?(?:_w(?<channel>\\d)(?!_thumb)(?:${GUID})?)?${TIF}`,
    ),
    leaveOut: [/_thumb[^/]*$/i, /\.HTD$/i, /(?:^|\/)ZStep_0\//],
    hasWell: true,
  },
  {
    name: "cellvoyager",
    title: "CellVoyager",
    source: "fmi-faim/faim-ipa cellvoyager.py and its CV8000 resources; TissueMAPS cellvoyager.py",
    forms: forms(
      `(?<plate>[^/]+)_${W}_T(?<time>\\d{4})F(?<site>\\d{3,})L\\d+A\\d+Z(?<z>\\d{2,})C(?<channel>\\d{2})${endings("tif", "png")}`,
    ),
    leaveOut: [/\.(?:mlf|mrf|wpi|wpp)$/i, /(?:^|\/)(?:DC_|SHD_)[^/]*$/],
    hasWell: true,
  },
  {
    name: "cq1",
    title: "CQ1",
    source: "Bio-Formats CellVoyagerReader.java; the columns of the plate are not in the names, so wells stay numbers",
    forms: forms(`(?:Image/)?(?<well>W\\d+)F(?<site>\\d+)T(?<time>\\d+)Z(?<z>\\d+)C(?<channel>\\d+)${TIF}`),
    leaveOut: [/(?:^|\/)Projection\//],
    hasWell: true,
  },
  {
    name: "incucyte",
    title: "Incucyte",
    source: "TylerJost/incucyteClusterTracking nameMinerIncucyte.m; public names of exports and archives",
    forms: forms(
      `(?<plate>[^/]+)_(?<well>[A-P]\\d{1,2})_(?<site>\\d+)_(?<time>\\d{4}y\\d\\dm\\d\\dd_\\d\\dh\\d\\dm|\\d\\dd\\d\\dh\\d\\dm)${endings("tif", "png", "jpg")}`,
      `ScanData/(?<time>\\d{4}/\\d\\d/\\d{4})/(?<plate>[^/]+)/(?<well>[A-P]\\d{1,2})-(?<site>\\d+)-(?<channel>Ph|C1|C2)${TIF}`,
    ),
    leaveOut: [],
    hasWell: true,
  },
  {
    name: "scanr",
    title: "ScanR",
    source: "Bio-Formats ScanrReader.java (blocks W P Z T)",
    forms: forms(
      `(?:data/)?(?<well>[A-Z]\\d{1,2})--W\\d{5}--P(?<site>\\d{5})--Z(?<z>\\d{5})--T(?<time>\\d{5})--(?<channel>[^/]+)${TIFF}`,
      `(?:data/)?--(?<well>W\\d{5})--P(?<site>\\d{5})--Z(?<z>\\d{5})--T(?<time>\\d{5})--(?<channel>[^/]+)${TIFF}`,
    ),
    leaveOut: [/\.(?:dat|xml)$/i],
    hasWell: true,
  },
  {
    name: "incell",
    title: "IN Cell",
    source: "Bio-Formats InCellReader.java; public names with three-digit columns",
    forms: forms(
      `(?:(?<plate>[^/]+)_)?(?<row>[A-Z]{1,2}) - (?<col>\\d{1,3})\\(fld (?<site>\\d+)(?: wv (?<channel>[^)]+?))?(?: z (?<z>\\d+))?(?:(?: -)? time (?<time>\\d+) - \\d+ ?ms)?\\)${TIF}`,
    ),
    leaveOut: [/\.xdce$/i, /_thumb[^/]*$/i],
    hasWell: true,
  },
  {
    name: "evos",
    title: "EVOS",
    source: "spaCR, which cites Thermo's manual MAN0014072: R raw, D displayed, M merged",
    forms: forms(
      `(?<plate>[^/]+)_R_p(?<time>\\d+)_z(?<z>\\d+)_\\d+_(?<well>[A-Z]\\d{2})f(?<site>\\d+)d(?<channel>\\d)${TIF}`,
    ),
    leaveOut: [/_[DM]_p\d+_z\d+_[^/]*$/],
    hasWell: true,
  },
  {
    name: "arrayscan",
    title: "ArrayScan",
    source: "Bio-Formats CellomicsReader.java",
    forms: forms(
      `(?![^/]*_[RDM]_p\\d+_z\\d+_)(?:(?<plate>[^/]+)_)?(?<well>[A-Z]\\d{2})f(?<site>\\d{2,3})(?:[do](?<channel>\\d+))?${endings("c01", "dib", "tif")}`,
    ),
    leaveOut: [],
    hasWell: true,
  },
  {
    name: "gen5",
    title: "Gen5 (Cytation)",
    source: "a public README that states the template: well, read step, channel number, image, channel name, read",
    forms: forms(
      `(?<well>[A-P]\\d{1,2})(?:ROI\\d+)?_(?<other>\\d{1,2}_\\d)_(?<site>\\d{1,3})_(?<channel>[^/]+)_(?<time>\\d{3})${TIF}`,
    ),
    leaveOut: [],
    hasWell: true,
  },
  {
    name: "micromanager",
    title: "Micro-Manager",
    source:
      "micro-manager StorageSinglePlaneTiffSeries.java; Bio-Formats MicromanagerReader.java; NDTiffStorage README",
    forms: [
      ...forms(
        `(?:(?<site>[^/]+)/)?img_(?<time>\\d{9})_(?<channel>[^/]+)_(?<z>\\d{3})${TIF}`,
        `(?:(?<site>[^/]+)/)?img(?=_(?:channel|position|time|z)\\d)(?:_channel(?<channel>\\d{3}))?(?:_position(?<other>\\d{3}))?(?:_time(?<time>\\d{9}))?(?:_z(?<z>\\d{3}))?${TIF}`,
      ),
      {
        ...form(`(?<site>[^/]+_MMStack(?:_[^/]+?)?)${endings("ome\\.tif")}`),
        continues: (path) => path.replace(/_[1-9]\d*(\.ome\.tif)$/i, "$1"),
      },
      {
        ...form(`(?:Full resolution/)?(?<site>[^/]+)_NDTiffStack(?:_\\d+)?${TIF}`),
        continues: (path) => path.replace(/(_NDTiffStack)_\d+(\.tif)$/i, "$1$2"),
        companion: /(?:^|\/)NDTiff\.index$/,
      },
    ],
    leaveOut: [
      /(?:^|\/)(?:[^/]*_)?metadata\.txt$/,
      /(?:^|\/)display_(?:and_comments|settings)\.txt$/,
      /(?:^|\/)Downsampled_[^/]*\//,
    ],
    hasWell: false,
  },
  {
    name: "leica-matrix",
    title: "Leica Matrix Screener",
    source: "spaCR, which cites arve0/leicaexperiment; which of U and V is the row is not known",
    forms: forms(
      `chamber--(?<well>U\\d+--V\\d+)/field--(?<site>X\\d+--Y\\d+)/image--L\\d+--S\\d+--U\\d+--V\\d+--J\\d+--E\\d+--O\\d+--X\\d+--Y\\d+--T(?<time>\\d+)--Z(?<z>\\d+)--C(?<channel>\\d+)${endings("ome\\.tif")}`,
    ),
    leaveOut: [/(?:^|\/)AdditionalData\//],
    hasWell: true,
  },
  {
    name: "leica",
    title: "LAS X",
    source: "public names of LAS X exports; the template can be changed in the program",
    forms: forms(
      `(?<site>[^/]+?)(?:_t(?<time>\\d+))?(?:_[sS](?<other>\\d+))?(?:_z(?<z>\\d+))?_ch(?<channel>\\d\\d)(?:_SV)?${TIF}`,
    ),
    leaveOut: [/(?:^|\/)MetaData\//, /_overlay[^/]*\.tif$/i],
    hasWell: false,
  },
  {
    name: "zen",
    title: "ZEN",
    source:
      "public names of Image Export; zeiss-microscopy/OAD SaveSingleTiles_to_Folder.py; the scene form is not sure",
    forms: forms(
      `(?<site>[^/]+?(?:_s\\d+(?=c)|(?=_c)))_?c(?<channel>\\d+)_ORG${TIF}`,
      `(?<site>[^/]+_S\\d{5})_T(?<other>\\d{5})_C(?<channel>\\d{5})${TIFF}`,
    ),
    leaveOut: [],
    hasWell: false,
  },
  {
    name: "nikon",
    title: "NIS-Elements",
    source: "public names of NIS-Elements exports: dimensions in the chosen order",
    forms: forms(`(?<plate>[^/]*?)(?:t(?<time>\\d+))?xy(?<site>\\d+)(?:z(?<z>\\d+))?(?:c(?<channel>\\d+))?${TIF}`),
    leaveOut: [],
    hasWell: false,
  },
  {
    name: "nikon-jobs",
    title: "NIS-Elements JOBS",
    source: "spaCR: one field each, wells A1 or A01",
    forms: forms(
      `(?<plate>\\d{8}_\\d{6}_\\d+)__Well(?<well>[A-P]\\d{1,2})_Channel(?<channel>[^/]+)_Seq(?<site>\\d{4})${endings("nd2")}`,
    ),
    leaveOut: [],
    hasWell: true,
  },
  {
    name: "bd-pathway",
    title: "BD Pathway",
    source: "Bio-Formats BDReader.java: the fields of a montage are in one image",
    forms: forms(`Well (?<well>[A-Z]\\d{2})/(?<channel>[^/]+) - n(?<time>\\d{6})${TIF}`),
    leaveOut: [],
    hasWell: true,
  },
  {
    name: "metamorph-nd",
    title: "MetaMorph",
    source: "Bio-Formats MetamorphReader.java; TissueMAPS visiview.py",
    forms: forms(
      `(?<plate>[^/]+?)_w(?<channel>\\d(?!_thumb)(?!\\d*[0-9A-F]{7})[^_/]*)(?:_s(?<site>\\d+))?(?:_t(?<time>\\d+))?${endings("tif", "stk")}`,
    ),
    leaveOut: [/\.nd$/i, /_thumb[^/]*$/i],
    hasWell: false,
  },
];

/** Other names of the same. */
export const NAMING_ALIASES: ReadonlyMap<string, string> = new Map([["visiview", "metamorph-nd"]]);

function forms(...sources: readonly string[]): readonly NameForm[] {
  return sources.map(form);
}

function form(source: string): NameForm {
  // the shortest folder, so that folders of the form itself are read
  const expression = new RegExp(`^(?<folder>(?:.*?/)??)${source}$`, "su");
  return { read: (path) => expression.exec(path)?.groups };
}

/** A file's ending, in any case. */
function endings(...names: readonly string[]): string {
  const either = (letter: string): string => (/[a-z]/.test(letter) ? `[${letter.toUpperCase()}${letter}]` : letter);
  return `\\.(?:${names.map((name) => [...name].map(either).join("")).join("|")})`;
}
