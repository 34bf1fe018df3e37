'use strict';

// parseRange returns the ranges { start, end } that a header asks for, with their unit as `type`; -1 where none can be
// satisfied, -2 where the header is none.
function parseRange(size, header, options) {
  const at = header.indexOf('=');
  if (at === -1) return -2;
  const ranges = [];
  for (const part of header.slice(at + 1).split(',')) {
    const found = /^\s*(\d*)\s*-\s*(\d*)\s*$/.exec(part);
    if (!found || (found[1] === '' && found[2] === '')) return -2;
    const start = found[1] === '' ? size - Number(found[2]) : Number(found[1]);
    const end = found[1] === '' || found[2] === '' ? size - 1 : Math.min(Number(found[2]), size - 1);
    if (start <= end && start >= 0) ranges.push({ start, end });
  }
  if (ranges.length === 0) return -1;
  return Object.assign(options?.combine ? combine(ranges) : ranges, { type: header.slice(0, at) });
}

// combine joins what overlaps or touches, in the order of what was asked for.
function combine(ranges) {
  const sorted = ranges.map((range, order) => ({ ...range, order })).sort((a, b) => a.start - b.start);
  const out = [];
  for (const range of sorted) {
    const last = out.at(-1);
    if (!last || range.start > last.end + 1) out.push(range);
    else if (range.end > last.end) Object.assign(last, { end: range.end, order: Math.min(last.order, range.order) });
  }
  return out.sort((a, b) => a.order - b.order).map(({ start, end }) => ({ start, end }));
}

module.exports = { parseRange };
