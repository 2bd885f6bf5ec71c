import { app } from './es/app.js';
import { contacts } from './es/contacts.js';
import { products } from './es/products.js';
import { ra } from './es/ra.js';
import type { Catalogue } from './text.js';

export const es: Catalogue = { ra, app, resources: { contacts, products } };
