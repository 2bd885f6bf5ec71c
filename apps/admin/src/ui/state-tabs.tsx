import type { ReactElement } from 'react';
import { Chip, Tab, Tabs } from '@mui/material';
import { useFormats } from './format.js';

interface StateTabsProps<State extends string> {
  /** What the tabs choose, for those who do not see them. */
  readonly label: string;
  readonly states: readonly State[];
  readonly chosen: State;
  readonly nameOf: (state: State) => string;
  /** Undefined while it is not known. */
  readonly countOf?: (state: State) => number | undefined;
  readonly onChoose: (state: State) => void;
}

/** A list's states side by side, each with how many are in it. */
export function StateTabs<State extends string>({
  label,
  states,
  chosen,
  nameOf,
  countOf,
  onChoose,
}: StateTabsProps<State>): ReactElement {
  const formats = useFormats();
  return (
    <Tabs
      value={chosen}
      aria-label={label}
      variant="scrollable"
      scrollButtons="auto"
      allowScrollButtonsMobile
      onChange={(_, state: State) => onChoose(state)}
      // As wide as its place, whatever its content: the frame of the page would grow with it.
      sx={{ mb: 1, width: 0, minWidth: '100%' }}
    >
      {states.map((state) => {
        const count = countOf?.(state);
        return (
          <Tab
            key={state}
            value={state}
            label={nameOf(state)}
            iconPosition="end"
            sx={{ minHeight: 48 }}
            {...(count === undefined ? {} : { icon: <Chip size="small" label={formats.number(count)} /> })}
          />
        );
      })}
    </Tabs>
  );
}
