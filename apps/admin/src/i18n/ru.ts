import { app } from './ru/app.js';
import { contacts } from './ru/contacts.js';
import { products } from './ru/products.js';
import { ra } from './ru/ra.js';
import type { Catalogue } from './text.js';

export const ru: Catalogue = { ra, app, resources: { contacts, products } };
