import { app } from './uk/app.js';
import { contacts } from './uk/contacts.js';
import { products } from './uk/products.js';
import { ra } from './uk/ra.js';
import type { Catalogue } from './text.js';

export const uk: Catalogue = { ra, app, resources: { contacts, products } };
