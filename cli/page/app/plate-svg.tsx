import { Legend, legendHeight } from "./legend";
import { HEAD_LEFT, HEAD_TOP, PlateGrid, type PicturePart } from "./plate-picture";

interface PlateSvgProps extends PicturePart {
  /** Two lines over the plate: they are inside the picture, which is often all that a talk shows. */
  readonly title: string;
  readonly subtitle: string;
  readonly selected: ReadonlySet<number>;
  readonly focused: number;
  readonly onPick: (well: number, isAdded: boolean) => void;
  readonly onMove: (well: number) => void;
  readonly onPoint: (well: number | undefined) => void;
}

const TITLE_HEIGHT = 40;
const LEGEND_GAP = 12;

/** One plate as a picture: title, heads, wells and legend. */
export function PlateSvg(props: PlateSvgProps) {
  const { plate, colouring, ink, side, window, title, subtitle } = props;
  const gridWidth = HEAD_LEFT + (window.columns[1] - window.columns[0] + 1) * side;
  const gridHeight = HEAD_TOP + (window.rows[1] - window.rows[0] + 1) * side;
  const width = Math.max(gridWidth, 300);
  const cells = plate.wells.map((well) => colouring.cell(well));
  const legend = { colouring, cells, width: width - HEAD_LEFT };
  const height = TITLE_HEIGHT + gridHeight + LEGEND_GAP + legendHeight(legend) + 4;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      class="plate"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      font-family="system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
    >
      <text x={HEAD_LEFT} y={14} font-size={14} font-weight={600} fill={ink.text}>
        {title}
      </text>
      <text x={HEAD_LEFT} y={30} font-size={11} fill={ink.soft}>
        {subtitle}
      </text>
      <g transform={`translate(0 ${TITLE_HEIGHT})`}>
        <PlateGrid {...props} />
      </g>
      <Legend {...legend} ink={ink} x={HEAD_LEFT} y={TITLE_HEIGHT + gridHeight + LEGEND_GAP} />
    </svg>
  );
}
