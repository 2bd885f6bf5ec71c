import { type ReactElement, useState } from 'react';
import ExpandIcon from '@mui/icons-material/ExpandMore';
import { Accordion, AccordionDetails, AccordionSummary, Alert, Stack, Typography } from '@mui/material';
import { ResourceContextProvider } from 'react-admin';
import { useText } from '../i18n/text.js';
import { useFormats } from '../ui/format.js';
import { CheckActions } from './check-actions.js';
import { CheckFigures } from './check-figures.js';
import { CheckFindings } from './check-findings.js';
import { useCheck } from './use-check.js';

/** Figures of all lessons and what is wrong with them, folded away until somebody wants to know. */
export function AppointmentsCheck(): ReactElement {
  const text = useText();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <ResourceContextProvider value="appointments">
      <Accordion
        expanded={isOpen}
        onChange={(_, opens) => setIsOpen(opens)}
        disableGutters
        sx={{ mt: 2 }}
        slotProps={{ transition: { unmountOnExit: true }, heading: { component: 'h2' } }}
      >
        <AccordionSummary expandIcon={<ExpandIcon />}>
          <Typography component="span" sx={{ fontWeight: 600 }}>
            {text('resources.appointments.check.title')}
          </Typography>
        </AccordionSummary>
        <AccordionDetails>
          <Opened />
        </AccordionDetails>
      </Accordion>
    </ResourceContextProvider>
  );
}

function Opened(): ReactElement {
  const text = useText();
  const formats = useFormats();
  const check = useCheck();
  const { figures, validation, failure } = check;
  if (failure !== null) {
    return <Alert severity="error">{failure}</Alert>;
  }
  if (figures === null || validation === null) {
    return <Typography role="status">{text('resources.appointments.check.loading')}</Typography>;
  }
  return (
    <Stack spacing={2}>
      <CheckFigures figures={figures} />
      <div role="status">
        <Alert severity={validation.isValid ? 'success' : 'warning'} sx={{ mb: 1 }}>
          {text(
            validation.isValid
              ? 'resources.appointments.check.valid'
              : 'resources.appointments.check.invalid',
            { at: formats.instant(validation.checkedAt) },
          )}
        </Alert>
        <CheckFindings findings={validation.findings} />
      </div>
      <CheckActions check={check} />
    </Stack>
  );
}
