import { type ReactElement, useState } from 'react';
import TranslateIcon from '@mui/icons-material/Translate';
import { IconButton, Menu, MenuItem, Tooltip } from '@mui/material';
import { useLocaleState } from 'react-admin';
import { LOCALES } from '../i18n/i18n-provider.js';
import { useText } from '../i18n/text.js';

/** The choice of a language; each is offered by its own name. */
export function LanguageMenu(): ReactElement {
  const text = useText();
  const [locale, setLocale] = useLocaleState();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Tooltip title={text('app.language')}>
        <IconButton
          color="inherit"
          aria-label={text('app.language')}
          aria-haspopup="menu"
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          <TranslateIcon />
        </IconButton>
      </Tooltip>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {LOCALES.map((choice) => (
          <MenuItem
            key={choice.locale}
            lang={choice.locale}
            selected={choice.locale === locale}
            onClick={() => {
              setAnchor(null);
              setLocale(choice.locale);
            }}
          >
            {choice.name}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
