'use strict';

// Where there is nothing to go on with, what failed is tried again after so many ms.
const SOON_MS = 1000;

// kept keeps what load returns, times in ms: get loads what is older than `fresh`, again what is older than `again`. When
// loading fails, what is younger than `stale` still holds; load is tried at most once in `again`, and by one caller at a
// time.
module.exports = (load, { fresh, again, stale, now }) => {
  let at = -Infinity;
  let tried = -Infinity;
  let value;
  let failure;
  let loading;

  async function renew() {
    tried = now();
    try {
      value = await load();
      at = tried;
      failure = undefined;
    } catch (error) {
      failure = error;
    } finally {
      loading = undefined;
    }
  }

  async function within(age) {
    const pause = now() - at <= stale ? again : SOON_MS;
    if (now() - at > age && (loading || now() - tried > pause)) {
      loading = loading || renew();
      await loading;
    }
    if (now() - at <= Math.max(age, failure ? stale : fresh)) return value;
    throw failure;
  }

  return { get: () => within(fresh), again: () => within(again) };
};
