import { type ComponentType, lazy } from 'react';
import type { SvgIconComponent } from '@mui/icons-material';
import type { Role } from '../api/session.js';
import type { RecordRoutes } from '../data/record-routes.js';
import type { MessageKey } from '../i18n/text.js';

/** The sections of the menu, in their order; `app.menu.<group>` is the heading. */
export const MENU_GROUPS = ['sync', 'crm', 'shop', 'services', 'people'] as const;

export type MenuGroup = (typeof MENU_GROUPS)[number];

interface Feature {
  /** The resource's or the page's name: its place in addresses, and for a resource `resources.<name>` in the catalogue. */
  readonly name: string;
  readonly group: MenuGroup;
  readonly icon: SvgIconComponent;
  /** Who sees it at all. The server decides what they may read; this only spares them dead ends. */
  readonly readers: readonly Role[];
}

/** Records with the usual pages. A page that is left out does not exist, and nothing leads to it. */
export interface ResourceFeature extends Feature {
  readonly kind: 'resource';
  /** Who may create, edit and delete; default: the readers. */
  readonly writers?: readonly Role[];
  readonly routes: RecordRoutes;
  /** How one record is named in titles; default: the field `name`. */
  readonly recordRepresentation?: string;
  readonly pages: {
    readonly list: LazyPage;
    readonly show?: LazyPage;
    readonly edit?: LazyPage;
    readonly create?: LazyPage;
  };
}

/** A page of its own at `/<name>`, such as the one of the sources. */
export interface PageFeature extends Feature {
  readonly kind: 'page';
  readonly title: MessageKey;
  readonly page: LazyPage;
}

export type AnyFeature = ResourceFeature | PageFeature;

/** A page that is no part of the first load. */
export type LazyPage = ComponentType & {
  /** Loads it before anybody opens it. */
  readonly preload?: () => Promise<unknown>;
};

/** A page that is loaded when somebody opens it: `lazyPage(() => import('./contact-list.js'), 'ContactList')`. */
export function lazyPage<Name extends string>(
  load: () => Promise<Readonly<Record<Name, ComponentType>>>,
  name: Name,
): LazyPage {
  const page = lazy<ComponentType>(async () => ({ default: (await load())[name] }));
  return Object.assign(page, { preload: load });
}

/** True when a person of this role may do this with a feature. */
export function mayDo(feature: AnyFeature, action: string, role: Role): boolean {
  const isReading = ['list', 'show', 'export', 'read'].includes(action);
  const writers = feature.kind === 'resource' ? (feature.writers ?? feature.readers) : feature.readers;
  return (isReading ? feature.readers : writers).includes(role);
}
