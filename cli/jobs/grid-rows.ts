import { type Axis } from "./file/grid-axis";
import { type GroupRow, type RowSource } from "./rows";

/** Every combination of the axes; the last one changes fastest. */
export function gridRows(axes: readonly Axis[]): RowSource {
  const keys = axes.map((axis) => axis.key);
  const count = axes.reduce((product, axis) => product * axis.count, 1);
  return {
    count,
    async *rows(): AsyncGenerator<GroupRow> {
      const turns = axes.map(() => 0);
      const values = axes.map((axis) => axis.at(0));
      for (let index = 0; index < count; index++) {
        const row = [...values];
        yield { keys, values: row, where: () => `job ${index + 1} of the grid (${row.join("-")})` };
        for (let at = axes.length - 1; at >= 0; at--) {
          const axis = axes[at] as Axis;
          const turn = ((turns[at] as number) + 1) % axis.count;
          turns[at] = turn;
          values[at] = axis.at(turn);
          if (turn !== 0) break;
        }
      }
    },
  };
}
