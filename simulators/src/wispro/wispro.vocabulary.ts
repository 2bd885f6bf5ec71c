/** Every word here is invented or too common to belong to anyone; no combination is meant to be a person. */
export const FIRST_NAMES = [
  'María',
  'José',
  'Ana',
  'Luis',
  'Carmen',
  'Pedro',
  'Rosa',
  'Juan',
  'Inés',
  'Óscar',
  'Begoña',
  'Raúl',
] as const;

export const LAST_NAMES = [
  'Prueba',
  'Ejemplo',
  'Muñeiro',
  'Ficticia',
  'Peñalver-Test',
  'Díazul',
  'Ríonegro',
  'Güerena',
  'Montesano',
  'Llanoalto',
  'Quiñonera',
  'Valdemar',
] as const;

export const COMPANY_NAMES = [
  'INVERSIONES PRUEBA C.A.',
  'BODEGÓN EJEMPLO, S.A.',
  'TALLER “EL FICTICIO”',
  'COOPERATIVA TEST R.L.',
] as const;

/** Kept as given by whoever reads them (E21). */
export const ODD_NAMES = [
  'CLIENTE <b>VIP</b>',
  'Ñandú 🐣 Prueba',
  "O'Prueba; DROP TABLE users",
  '=HYPERLINK("http://example.invalid")',
  'DOBLE  ESPACIO\tTABULADO',
] as const;

export const STREETS = [
  'Calle Ficticia',
  'Av. Ejemplo',
  'Callejón Prueba',
  'Carretera Vieja',
  'Vereda Test',
] as const;

export const ZONES = ['Centro', 'Norte', 'La Ñapa', 'Sector 3 / Río', 'El Prado', 'Sur'] as const;

export const CITIES = ['Ciudad', 'Villa Prueba', 'San Ejemplo'] as const;

export const NOTES = ['Cliente desde 2019', 'llamar después de las 5', 'vive al lado de la bodega'] as const;
