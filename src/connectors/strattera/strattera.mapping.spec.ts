import { describe, expect, it } from '@jest/globals';
import { mapOrder, mapProduct } from './strattera.mapping.js';

const ORDER = {
  id: 1073,
  status: 'processing',
  created_at: '05.06.2025 20:11:03',
  shipped_at: null,
  paid_at: '05.06.2025 21:31:26',
  total_amount: '6300.0',
  delivery_cost: 500,
  bonus: 0,
  bank_card: 'Банк ТЕСТ Т. Тестов',
  user: { id: 901, city: 'г Тест', full_name: ' Анна Тестова' },
  order_items: [{ quantity: 1, price: '5800.0', name: 'Товар A 10 мг' }],
};

const PRODUCT = {
  id: 15,
  name: 'Товар A 10 мг',
  description: '<p>Описание</p>',
  price: '5800.0',
  stock_quantity: 42,
  created_at: '2025-01-02T10:00:00.000+03:00',
  updated_at: '2025-06-05T21:31:26.512+03:00',
  deleted_at: null,
  ancestry: '1',
  weight: '10mg',
  dosage_form: 'капсулы',
  package_quantity: 30,
  main_ingredient: 'X',
  brand: 'BrandX',
  old_price: '6200.0',
};

function orderOf(change: Record<string, unknown>) {
  const mapped = mapOrder({ ...ORDER, ...change });
  if (mapped.kind !== 'record') {
    throw new Error(`The order was ${mapped.kind}: ${mapped.reason}`);
  }
  return mapped;
}

function linesOf(items: readonly unknown[]) {
  return orderOf({ order_items: items }).record.children!.order_items!;
}

function productOf(change: Record<string, unknown>) {
  const mapped = mapProduct({ ...PRODUCT, ...change });
  if (mapped.kind !== 'record') {
    throw new Error(`The product was ${mapped.kind}: ${mapped.reason}`);
  }
  return mapped;
}

describe('an order of the shop', () => {
  it('O2 becomes instants and decimal strings, dated by its payment', () => {
    const mapped = orderOf({});

    expect(mapped.unknownKeys).toEqual([]);
    expect(mapped.record.externalId).toBe('1073');
    expect(mapped.record.fields).toEqual({
      customerName: 'Анна Тестова',
      customerEmail: null,
      customerPhone: null,
      customerCity: 'г Тест',
      customerAddress: 'г Тест',
      status: 'processing',
      total: '6300.00',
      currency: 'RUB',
      deliveryCost: '500.00',
      bonus: 0,
      bankCard: 'Банк ТЕСТ ***',
      orderDate: new Date('2025-06-05T18:31:26.000Z'),
      paidAt: new Date('2025-06-05T18:31:26.000Z'),
      shippedAt: null,
    });
    expect(mapped.record.children!.order_items).toEqual([
      {
        key: expect.stringMatching(/^[0-9a-f]{32}$/),
        fields: { name: 'Товар A 10 мг', quantity: 1, price: '5800.00', total: '5800.00' },
      },
    ]);
  });

  it('is dated by its creation while it is not paid', () => {
    expect(orderOf({ paid_at: null }).record.fields.orderDate).toEqual(new Date('2025-06-05T17:11:03.000Z'));
  });

  it.each([
    [{ user: null }, null],
    [{ user: { id: 1, city: null, full_name: '  ' } }, null],
    [{ user: { id: 1, city: null, full_name: ' \u00a0' } }, null],
    [{ user: { id: 1, city: null, full_name: 'สมชาย  🙂 Ünï' } }, 'สมชาย  🙂 Ünï'],
  ])("X6 takes the customer's name of %j as %p", (change, expected) => {
    expect(orderOf(change).record.fields.customerName).toBe(expected);
  });

  it.each([
    ['a missing total', { total_amount: null }, 'total_amount: not a decimal'],
    ['a total that is no number', { total_amount: 'NaN' }, 'total_amount: not a decimal'],
    ['an ambiguous total', { total_amount: '5,800' }, 'total_amount: not a decimal'],
    ['no date at all', { created_at: null, paid_at: null }, 'created_at: the order has no date'],
    ['a day that does not exist', { created_at: '31.02.2025 10:00:00' }, 'created_at: not a time'],
    ['a bad payment date', { paid_at: 'yesterday' }, 'paid_at: not a time'],
    ['a bad shipping date', { shipped_at: '05.06.2025' }, 'shipped_at: not a time'],
    ['an unknown state', { status: 'archived' }, 'status: '],
    ['a state that is a number', { status: 6 }, 'status: '],
    ['items that are no list', { order_items: {} }, 'order_items: '],
    ['half a bonus', { bonus: 0.5 }, 'bonus: not a whole number'],
    ['a delivery cost in words', { delivery_cost: 'free' }, 'delivery_cost: not a decimal'],
  ])('O8 is rejected with the field named for %s', (_, change, reason) => {
    expect(mapOrder({ ...ORDER, ...change })).toEqual({
      kind: 'rejected',
      externalId: '1073',
      reason: expect.stringContaining(reason),
    });
  });

  it.each([
    ['a NUL in the name', { user: { id: 1, full_name: 'Анна\u0000Тестова' } }, 'customerName'],
    ['half a surrogate in the city', { user: { id: 1, city: 'г \ud83d' } }, 'customerCity'],
    ['a NUL in a line', { order_items: [{ quantity: 1, price: '1', name: 'A\u0000' }] }, 'name'],
  ])('X6 is rejected for %s, which PostgreSQL cannot hold', (_, change, field) => {
    expect(mapOrder({ ...ORDER, ...change })).toMatchObject({
      kind: 'rejected',
      reason: `${field}: contains a NUL character or half of a surrogate pair`,
    });
  });

  it.each([[null], ['text'], [[]], [42], [{}], [{ ...ORDER, id: 1.5 }], [{ ...ORDER, id: -1 }]])(
    'is rejected when the payload is %j',
    (payload) => {
      expect(mapOrder(payload)).toMatchObject({ kind: 'rejected' });
    },
  );

  it('E12 takes an id that became a string for the same id', () => {
    expect(orderOf({ id: '01073' }).record.externalId).toBe('1073');
  });

  it('reports keys that the contract does not name, nested ones too, and stores the order', () => {
    const mapped = orderOf({
      gift: true,
      user: { id: 1, phone: '+7' },
      order_items: [
        { quantity: 1, price: '1', name: 'A', sku: 1 },
        { quantity: 1, price: '2', name: 'A', sku: 2 },
      ],
    });

    expect(mapped.unknownKeys).toEqual(['gift', 'user.phone', 'order_items[].sku']);
  });

  it('H10 survives keys that are traps', () => {
    const trap: unknown = JSON.parse(
      JSON.stringify(ORDER).replace('{', '{"__proto__":{"polluted":1},"a\\u0000b":1,'),
    );

    const mapped = mapOrder(trap);

    expect(mapped).toMatchObject({ kind: 'record' });
    expect(JSON.stringify(mapped)).not.toContain('\\u0000');
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});

describe('the lines of an order (O3)', () => {
  it('have the price times the quantity as their total, without floats', () => {
    expect(linesOf([{ quantity: 3, price: '0.1', name: 'A' }])[0]!.fields).toMatchObject({
      price: '0.10',
      total: '0.30',
    });
  });

  it('keep their key when their order or their quantity changes', () => {
    const [a, b] = linesOf([
      { quantity: 1, price: '10', name: 'A' },
      { quantity: 1, price: '20', name: 'B' },
    ]);
    const [b2, a2] = linesOf([
      { quantity: 1, price: '20,00', name: 'B' },
      { quantity: 7, price: 10, name: 'A' },
    ]);

    expect([a2!.key, b2!.key]).toEqual([a!.key, b!.key]);
  });

  it('have different keys even when two are the same', () => {
    const keys = linesOf([
      { quantity: 1, price: '10', name: null },
      { quantity: 1, price: '10', name: null },
    ]).map((line) => line.key);

    expect(new Set(keys).size).toBe(2);
  });

  it.each([
    [{ quantity: 0, price: '1', name: 'A' }, 'quantity'],
    [{ quantity: -1, price: '1', name: 'A' }, 'quantity'],
    [{ quantity: 'NaN', price: '1', name: 'A' }, 'quantity'],
    [{ quantity: 2_147_483_648, price: '1', name: 'A' }, 'quantity'],
    [{ quantity: 1, price: 'NaN', name: 'A' }, 'price'],
    [{ quantity: 1, price: null, name: 'A' }, 'price'],
  ])('leave out %j and say so, keeping their neighbours', (bad, field) => {
    const mapped = orderOf({ order_items: [bad, { quantity: 1, price: '5', name: 'B' }] });

    expect(mapped.record.children!.order_items).toHaveLength(1);
    expect(mapped.unknownKeys).toEqual([expect.stringContaining(`order_items[].${field}`)]);
  });

  it('E18 may have no name, and an order may have no lines', () => {
    expect(linesOf([{ quantity: 1, price: '100.0', name: null }])[0]!.fields.name).toBeNull();
    expect(orderOf({ order_items: null }).record.children!.order_items).toEqual([]);
  });
});

describe('a product of the shop', () => {
  it('becomes our product, with the brand as its category', () => {
    expect(productOf({})).toEqual({
      kind: 'record',
      record: {
        externalId: '15',
        fields: {
          name: 'Товар A 10 мг',
          description: '<p>Описание</p>',
          price: '5800.00',
          oldPrice: '6200.00',
          stockQuantity: 42,
          brand: 'BrandX',
          category: 'BrandX',
          mainIngredient: 'X',
          dosageForm: 'капсулы',
          packageQuantity: 30,
          weight: '10mg',
          deletedAt: null,
        },
      },
      unknownKeys: [],
    });
  });

  it.each([[null], [undefined], ['0.0'], [0], ['0,00']])(
    'E18 with the price %p is a category node: skipped',
    (price) => {
      expect(mapProduct({ ...PRODUCT, price })).toEqual({
        kind: 'skipped',
        externalId: '15',
        reason: 'category',
      });
    },
  );

  it("E18 keeps the shop's own deletion", () => {
    expect(productOf({ deleted_at: '2025-05-05T21:31:26.500+03:00' }).record.fields.deletedAt).toEqual(
      new Date('2025-05-05T18:31:26.500Z'),
    );
  });

  it.each([
    ['price', { price: '5800,0 руб' }, 'price: not a decimal'],
    ['negative price', { price: '-1' }, 'price: below 0'],
    ['name', { name: ' ' }, 'name: the product has no name'],
    ['stock', { stock_quantity: null }, 'stock_quantity: not a whole number'],
    ['deletion', { deleted_at: '05.06.2025 10:00:00' }, 'deleted_at: not an ISO'],
    ['old price', { old_price: 'NaN' }, 'old_price: not a decimal'],
    ['package', { package_quantity: 1.5 }, 'package_quantity: not a whole number'],
    ['NUL', { description: 'a\u0000' }, 'description: contains'],
  ])('O8 is rejected with the field named for a bad %s', (_, change, reason) => {
    expect(mapProduct({ ...PRODUCT, ...change })).toEqual({
      kind: 'rejected',
      externalId: '15',
      reason: expect.stringContaining(reason),
    });
  });

  it('never shows a value in the reason of a rejection', () => {
    expect(JSON.stringify(mapOrder({ ...ORDER, total_amount: 'Тестов-4111' }))).not.toContain('4111');
  });
});
