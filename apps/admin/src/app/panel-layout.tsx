import { type ReactElement, type ReactNode, useEffect } from 'react';
import LockIcon from '@mui/icons-material/LockOutlined';
import { ListItemIcon, ListItemText, MenuItem } from '@mui/material';
import {
  AppBar,
  Layout,
  type LayoutProps,
  LoadingIndicator,
  ToggleThemeButton,
  useGetIdentity,
  usePermissions,
  UserMenu,
  useUserMenu,
} from 'react-admin';
import { Link } from 'react-router-dom';
import type { Role } from '../api/session.js';
import { ConnectionBanner } from '../ui/connection-banner.js';
import { useText } from '../i18n/text.js';
import { ErrorPage } from './error-page.js';
import { FEATURES } from './features.js';
import { LanguageMenu } from './language-menu.js';
import { PanelMenu } from './panel-menu.js';
import { preloadPages } from './preload-pages.js';
import { SignOutItem } from './sign-out-item.js';

/** The frame around every page: bar, menu, and above the page what concerns them all. */
export function PanelLayout({ children }: { readonly children: ReactNode }): ReactElement {
  const { permissions: role } = usePermissions<Role>();
  useEffect(() => {
    if (role !== undefined) {
      void preloadPages(FEATURES, role);
    }
  }, [role]);
  return (
    <Layout appBar={PanelAppBar} menu={PanelMenu} error={ErrorPage} sx={FRAME}>
      <ConnectionBanner />
      {children}
    </Layout>
  );
}

/** Wide tables scroll inside the page, never the page itself. */
const FRAME: NonNullable<LayoutProps['sx']> = {
  minWidth: 0,
  '& .RaLayout-content': { minWidth: 0, px: { xs: 1, sm: 2 }, pb: 4 },
};

function PanelAppBar(): ReactElement {
  return (
    <AppBar
      color="secondary"
      toolbar={
        <>
          <LanguageMenu />
          <ToggleThemeButton />
          <LoadingIndicator />
        </>
      }
      userMenu={<PersonMenu />}
    />
  );
}

/** Named as it is shown, so that it can be called by voice. */
function PersonMenu(): ReactElement {
  const { identity } = useGetIdentity();
  return (
    <UserMenu label={identity?.fullName ?? 'ra.auth.user_menu'}>
      <PasswordItem />
      <SignOutItem />
    </UserMenu>
  );
}

function PasswordItem(): ReactElement {
  const text = useText();
  const menu = useUserMenu();
  return (
    <MenuItem component={Link} to="/password" onClick={menu?.onClose}>
      <ListItemIcon>
        <LockIcon fontSize="small" />
      </ListItemIcon>
      <ListItemText>{text('app.auth.change_password')}</ListItemText>
    </MenuItem>
  );
}
