import type { ReactElement } from 'react';
import {
  Box,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  Typography,
  useTheme,
} from '@mui/material';
import { useRecordContext, useTranslate } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';
import { SectionTitle } from '../ui/details.js';
import { type Formats, useFormats } from '../ui/format.js';
import { linePath } from './line-path.js';

type Trend = Schema<'ProductTrendResponse'>;

const WIDTH = 600;
const HEIGHT = 180;

/** Sales a day as a line, and beside it the same figures as a table: nobody has to see the line. */
export function SalesChart(): ReactElement | null {
  const text = useText();
  const trends = useRecordContext<Schema<'ProductDetailResponse'>>()?.trends;
  if (trends === undefined) {
    return null;
  }
  return (
    <Box component="section" sx={{ mb: 3 }}>
      <SectionTitle>{text('resources.products.chart.title')}</SectionTitle>
      {trends.length === 0 ? (
        <Typography color="text.secondary">{text('resources.products.chart.empty')}</Typography>
      ) : (
        <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', md: '3fr 2fr' }, gap: 3 }}>
          <Line trends={trends} />
          <Figures trends={trends} />
        </Box>
      )}
    </Box>
  );
}

function Line({ trends }: { readonly trends: readonly Trend[] }): ReactElement {
  const text = useText();
  const formats = useFormats();
  const { palette } = useTheme();
  const values = trends.map((trend) => Number(trend.avgDailySales30d));
  const title = text('resources.products.chart.summary', summaryOf(trends, values, formats));
  return (
    <Box
      component="svg"
      role="img"
      aria-label={title}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      sx={{ width: '100%', height: 'auto', bgcolor: 'background.default', borderRadius: 1 }}
    >
      <text x={12} y={22} fontSize={16} fill={palette.text.secondary} aria-hidden="true">
        {formats.number(Math.max(...values))}
      </text>
      <path
        d={linePath(values, { width: WIDTH, height: HEIGHT })}
        fill="none"
        stroke={palette.primary.main}
        strokeWidth={3}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </Box>
  );
}

function summaryOf(
  trends: readonly Trend[],
  values: readonly number[],
  formats: Formats,
): Record<string, string> {
  return {
    from: formats.day(trends[0]?.computedOn),
    to: formats.day(trends.at(-1)?.computedOn),
    min: formats.number(Math.min(...values)),
    max: formats.number(Math.max(...values)),
    last: formats.number(values.at(-1)),
  };
}

function Figures({ trends }: { readonly trends: readonly Trend[] }): ReactElement {
  const text = useText();
  const translate = useTranslate();
  const formats = useFormats();
  const label = (field: string): string => translate(`resources.products.fields.${field}`);
  return (
    <TableContainer tabIndex={0} sx={{ maxHeight: 260 }}>
      <Table size="small" stickyHeader aria-label={text('resources.products.chart.title')}>
        <TableHead>
          <TableRow>
            <TableCell>{text('resources.products.chart.day')}</TableCell>
            <TableCell align="right">{label('avgDailySales30d')}</TableCell>
            <TableCell align="right">{label('daysToZero')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {trends.toReversed().map((trend) => (
            <TableRow key={trend.computedOn}>
              <TableCell>{formats.day(trend.computedOn)}</TableCell>
              <TableCell align="right">{formats.number(trend.avgDailySales30d)}</TableCell>
              <TableCell align="right">{formats.number(trend.daysToZero)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
