/** A PGM (as text) with `count`² bright squares on a dark ground. */
export function squaresImage(count: number): string {
  const size = 256;
  const pitch = Math.floor(size / count);
  const inSquare = (i: number): boolean => i % pitch > 4 && i % pitch < pitch - 4 && i < pitch * count;
  const pixels = Array.from({ length: size * size }, (_, i) =>
    inSquare(i % size) && inSquare(Math.floor(i / size)) ? 200 : 10,
  );
  return `P2 ${size} ${size} 255\n${pixels.join("\n")}\n`;
}
