/** How `collect` calls a column of the groups where the tables have one of this name. */
export const groupColumn = (key: string): string => `group:${key}`;

/** Columns that ImageJ's Results table may have: the row number, and those of Set Measurements (ij.measure.ResultsTable). */
export const RESULTS_COLUMNS: ReadonlySet<string> = new Set(
  (
    "Row Label Area Mean StdDev Mode Min Max X Y XM YM Perim. BX BY Width Height Major Minor Angle Circ. Feret IntDen Median " +
    "Skew Kurt %Area RawIntDen Ch Slice Frame FeretX FeretY FeretAngle MinFeret AR Round Solidity MinThr MaxThr"
  ).split(" "),
);
