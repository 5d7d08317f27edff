import { LiveArea } from "../progress/live-area";
import { looksOf } from "../shared/styled";
import { type LiveBlock } from "./run-monitor";

export interface LiveScreen {
  readonly draw: (block: LiveBlock) => void;
  readonly close: () => void;
}

/** Draws the newest look on a terminal, also when the terminal's size changes. The last one stays on the screen. */
export async function liveScreen(stream: NodeJS.WriteStream): Promise<LiveScreen> {
  const area = new LiveArea(stream, await looksOf(stream));
  let newest: LiveBlock | undefined;
  const show = (): void => {
    if (newest !== undefined) area.draw(newest({ columns: area.columns, rows: area.rows }).slice(0, area.rows - 1));
  };
  stream.on("resize", show);
  return {
    draw: (block) => {
      newest = block;
      show();
    },
    close: () => void stream.off("resize", show),
  };
}
