import type { ReactElement } from 'react';
import { Box, Typography } from '@mui/material';
import { useText } from '../../i18n/text.js';
import { useFormats } from '../../ui/format.js';
import type { Run } from '../source-queries.js';

const ALWAYS = ['fetched', 'created', 'updated', 'unchanged', 'failed'] as const;
const SOMETIMES = ['duplicates', 'missing'] as const;

/** What became of the records, in figures, and why some were left out. */
export function RunOutcome({ run }: { readonly run: Run }): ReactElement {
  const text = useText();
  const { counts } = run;
  const skipped = Object.entries(counts.skipped);
  const skippedCount = skipped.reduce((sum, [, count]) => sum + count, 0);
  return (
    <>
      <Box component="dl" sx={TILES}>
        {[...ALWAYS, ...SOMETIMES.filter((name) => counts[name] > 0)].map((name) => (
          <Tile
            key={name}
            label={text(`sources.count.${name}`)}
            value={counts[name]}
            isBad={name === 'failed' && counts.failed > 0}
          />
        ))}
        {skippedCount === 0 ? null : <Tile label={text('sources.count.skipped')} value={skippedCount} />}
      </Box>
      <CountList title={text('sources.run.skip_reasons')} counts={skipped} />
      <CountList title={text('sources.run.listed')} counts={Object.entries(counts.listed ?? {})} />
    </>
  );
}

const TILES = { display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(96px, 1fr))', gap: 1, m: 0 };

interface TileProps {
  readonly label: string;
  readonly value: number;
  readonly isBad?: boolean;
}

function Tile({ label, value, isBad = false }: TileProps): ReactElement {
  const formats = useFormats();
  return (
    <Box
      sx={{
        display: 'flex',
        flexDirection: 'column-reverse',
        bgcolor: 'background.default',
        borderRadius: 1,
        p: 1.25,
      }}
    >
      <Typography component="dt" variant="body2" color="text.secondary">
        {label}
      </Typography>
      <Typography
        component="dd"
        variant="h6"
        sx={{
          m: 0,
          lineHeight: 1.2,
          fontVariantNumeric: 'tabular-nums',
          ...(isBad ? { color: 'error.main' } : {}),
        }}
      >
        {formats.number(value)}
      </Typography>
    </Box>
  );
}

interface CountListProps {
  readonly title: string;
  readonly counts: readonly (readonly [name: string, count: number])[];
}

function CountList({ title, counts }: CountListProps): ReactElement | null {
  const formats = useFormats();
  return counts.length === 0 ? null : (
    <Box sx={{ mt: 2 }}>
      <Typography variant="body2" color="text.secondary">
        {title}
      </Typography>
      <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
        {counts.map(([name, count]) => (
          <li key={name}>
            {name}: {formats.number(count)}
          </li>
        ))}
      </Box>
    </Box>
  );
}
