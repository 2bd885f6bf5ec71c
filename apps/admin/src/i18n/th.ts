import { en } from './en.js';
import type { Catalogue } from './text.js';

export const th: Catalogue = en;
