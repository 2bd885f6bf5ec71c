/** Units of free space around a line, so that its ends are not cut. */
const MARGIN = 12;

/** The `d` of an SVG path through the values, from the left edge to the right, from zero at the bottom. */
export function linePath(
  values: readonly number[],
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const top = Math.max(...values, 0) || 1;
  const stepX = values.length > 1 ? (width - 2 * MARGIN) / (values.length - 1) : 0;
  const points = values.map((value, index) => {
    const x = MARGIN + index * stepX;
    const y = height - MARGIN - (value / top) * (height - 2 * MARGIN);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  // One value is a line from edge to edge.
  const line = points.length === 1 ? [points[0], `${width - MARGIN},${points[0]?.split(',')[1]}`] : points;
  return `M${line.join('L')}`;
}
