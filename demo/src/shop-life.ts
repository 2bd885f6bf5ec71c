import type { StratteraSimulator } from '@sync-hub/simulators';

const MOVE_EVERY_MS = 4_000;
/** Every so many moves a customer places an order. */
const MOVES_PER_NEW_ORDER = 8;

/** Lets the shop live on, by the real clock: orders are paid, packed and shipped, and new ones come. Answers how to stop it. */
export function letShopLive({ world }: StratteraSimulator): () => void {
  let moves = 0;
  const timer = setInterval(() => {
    moves += 1;
    if (moves % MOVES_PER_NEW_ORDER === 0) {
      world.insertOrder();
      return;
    }
    moveOneOrder(world);
  }, MOVE_EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}

/** The order that has waited longest goes one step on. */
function moveOneOrder(world: StratteraSimulator['world']): void {
  const steps = [
    ['processing', 'shipped'],
    ['paid', 'processing'],
    ['unpaid', 'paid'],
    ['initialized', 'unpaid'],
  ] as const;
  for (const [from, to] of steps) {
    const id = world.listOrderIdsByStatus(from).at(0);
    if (id !== undefined) {
      world.moveOrder(id, to);
      return;
    }
  }
}
