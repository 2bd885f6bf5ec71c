import type { ReactElement } from 'react';
import { ListSubheader } from '@mui/material';
import HomeIcon from '@mui/icons-material/HomeOutlined';
import { Menu, usePermissions, useSidebarState } from 'react-admin';
import type { Role } from '../api/session.js';
import { useText } from '../i18n/text.js';
import { MENU_GROUPS, type MenuGroup, mayDo } from './feature.js';
import { FEATURES } from './features.js';
import { useFeatureTitle } from './feature-title.js';

/** The features that this person may see, by groups. */
export function PanelMenu(): ReactElement {
  const text = useText();
  const { permissions: role } = usePermissions<Role>();
  return (
    <Menu aria-label={text('app.menu.label')}>
      <Menu.Item to="/" primaryText={text('app.menu.home')} leftIcon={<HomeIcon />} />
      {role === undefined
        ? null
        : MENU_GROUPS.map((group) => <MenuSection key={group} group={group} role={role} />)}
    </Menu>
  );
}

function MenuSection({
  group,
  role,
}: {
  readonly group: MenuGroup;
  readonly role: Role;
}): ReactElement | null {
  const text = useText();
  const titleOf = useFeatureTitle();
  const [isOpen] = useSidebarState();
  const features = FEATURES.filter((feature) => feature.group === group && mayDo(feature, 'list', role));
  if (features.length === 0) {
    return null;
  }
  return (
    <>
      {isOpen ? (
        <ListSubheader role="presentation" sx={{ lineHeight: '32px', background: 'none' }}>
          {text(`app.menu.${group}`)}
        </ListSubheader>
      ) : null}
      {features.map((feature) => (
        <Menu.Item
          key={feature.name}
          to={`/${feature.name}`}
          primaryText={titleOf(feature)}
          leftIcon={<feature.icon />}
        />
      ))}
    </>
  );
}
