/** Stops what global-setup.mjs has started. */
async function tearDown() {
  await globalThis.stopSharedPostgres?.();
}

// jest itself asks for a default export.
export default tearDown;
