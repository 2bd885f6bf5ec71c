import { type ReactElement, useEffect, useRef, useState } from 'react';
import MoreVertIcon from '@mui/icons-material/MoreVert';
import { Box, Card, IconButton, Link as MuiLink, Menu, MenuItem, Tooltip, Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import type { Schema } from '../../api/api-client.js';
import { useText } from '../../i18n/text.js';
import { useFormats } from '../../ui/format.js';
import { UserName } from '../../ui/user-name.js';
import { DEAL_STAGES, type DealStage } from '../deal-stage.js';
import { moneyText } from '../money.js';

export type Deal = Schema<'DealResponse'>;

interface DealCardProps {
  readonly deal: Deal;
  readonly isMoving: boolean;
  /** It has just come here by its menu: whoever sent it goes on from it. */
  readonly takesFocus: boolean;
  readonly onMove: (stage: DealStage) => void;
  readonly onDrag: (deal: Deal | null) => void;
}

/** One deal on the board. The mouse drags it; its menu does the same for everybody else. */
export function DealCard({ deal, isMoving, takesFocus, onMove, onDrag }: DealCardProps): ReactElement {
  const formats = useFormats();
  return (
    <Card
      component="li"
      variant="outlined"
      draggable={!isMoving}
      aria-busy={isMoving}
      onDragStart={(event) => {
        // Firefox begins no dragging without data.
        event.dataTransfer.setData('text/plain', deal.title);
        event.dataTransfer.effectAllowed = 'move';
        onDrag(deal);
      }}
      onDragEnd={() => onDrag(null)}
      sx={{ p: 1, cursor: 'grab', opacity: isMoving ? 0.5 : 1, flexShrink: 0 }}
    >
      <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 0.5 }}>
        <MuiLink
          component={Link}
          to={`/deals/${encodeURIComponent(deal.id)}/show`}
          draggable={false}
          underline="hover"
          sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere', fontWeight: 600 }}
        >
          {deal.title}
        </MuiLink>
        <MoveMenu deal={deal} isMoving={isMoving} takesFocus={takesFocus} onMove={onMove} />
      </Box>
      <Typography variant="body2" sx={{ fontVariantNumeric: 'tabular-nums' }}>
        {moneyText(deal, formats)}
      </Typography>
      {deal.assignedToUserId === null ? null : (
        <Typography variant="body2" color="text.secondary" noWrap>
          <UserName id={deal.assignedToUserId} />
        </Typography>
      )}
    </Card>
  );
}

function MoveMenu({ deal, isMoving, takesFocus, onMove }: Omit<DealCardProps, 'onDrag'>): ReactElement {
  const text = useText();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const name = text('resources.deals.board.move', { title: deal.title });
  useEffect(() => {
    if (takesFocus) {
      button.current?.focus();
    }
  }, [takesFocus]);
  return (
    <>
      <Tooltip title={text('resources.deals.board.move_to')}>
        <IconButton
          ref={button}
          size="small"
          aria-label={name}
          aria-haspopup="menu"
          aria-disabled={isMoving}
          onClick={(event) => setAnchor(isMoving ? null : event.currentTarget)}
          sx={{ mt: -0.5, mr: -0.5 }}
        >
          <MoreVertIcon fontSize="small" />
        </IconButton>
      </Tooltip>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        slotProps={{ list: { 'aria-label': name } }}
      >
        {DEAL_STAGES.map((stage) => (
          <MenuItem
            key={stage}
            disabled={stage === deal.stage}
            onClick={() => {
              setAnchor(null);
              onMove(stage);
            }}
          >
            {text(`resources.deals.stage.${stage}`)}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
