import { app } from './th/app.js';
import { contacts } from './th/contacts.js';
import { products } from './th/products.js';
import { ra } from './th/ra.js';
import type { Catalogue } from './text.js';

export const th: Catalogue = { ra, app, resources: { contacts, products } };
