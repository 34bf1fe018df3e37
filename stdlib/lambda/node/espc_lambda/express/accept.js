'use strict';

// Content negotiation (RFC 9110, 12.5): which of what a server has the client likes best.
const { lookup, mediaType } = require('./media');

// parse returns what a header lists, in its order: { value, parameters, q, order }.
function parse(header) {
  return header.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((item, order) => {
    const { parameters: { q, ...parameters } } = mediaType(item);
    return { value: item.split(';')[0].trim(), parameters, q: q ? parseFloat(q) : 1, order };
  }).filter(({ value }) => value !== '');
}

// best returns the names offered that are wanted, the best first. weigh says how exactly a wish means a name: a number, or
// undefined where it does not.
function best(wishes, offered, weigh) {
  const found = offered.map((name, index) => {
    let most = { q: 0, weight: -1, order: -1 };
    for (const wish of wishes) {
      const weight = weigh(wish, name);
      if (weight === undefined) continue;
      const better = (weight - most.weight) || (wish.q - most.q) || (wish.order - most.order);
      if (better > 0) most = { q: wish.q, weight, order: wish.order };
    }
    return { name, index, ...most };
  });
  return found.filter(({ q }) => q > 0).sort((a, b) => b.q - a.q || b.weight - a.weight || a.order - b.order || a.index - b.index).map(({ name }) => name);
}

// wished returns what is wanted, the most wanted first, for a server that offers nothing in particular.
function wished(wishes) {
  return wishes.filter(({ q }) => q > 0).sort((a, b) => b.q - a.q || a.order - b.order).map(({ value }) => value);
}

function weighType({ value, parameters }, name) {
  const [type, subtype] = value.toLowerCase().split('/');
  const offer = mediaType(name);
  const [offeredType, offeredSubtype] = offer.type.split('/');
  if (subtype === undefined || offeredSubtype === undefined) return undefined;
  if ((type !== offeredType && type !== '*') || (subtype !== offeredSubtype && subtype !== '*')) return undefined;
  const names = Object.keys(parameters);
  const same = (key) => parameters[key] === '*' || parameters[key].toLowerCase() === (offer.parameters[key] ?? '').toLowerCase();
  if (!names.every(same)) return undefined;
  return (type === offeredType ? 4 : 0) + (subtype === offeredSubtype ? 2 : 0) + (names.length > 0 ? 1 : 0);
}

function weighName({ value }, name) {
  if (value.toLowerCase() === name.toLowerCase()) return 1;
  return value === '*' ? 0 : undefined;
}

function weighLanguage({ value }, name) {
  const wish = value.toLowerCase();
  const offer = name.toLowerCase();
  if (wish === offer) return 4;
  if (wish.split('-')[0] === offer) return 2;
  if (wish === offer.split('-')[0]) return 1;
  return wish === '*' ? 0 : undefined;
}

// types: without a header the first will do. Extensions stand for their types.
function types(header, offered) {
  if (offered.length === 0) return wished(parse(header ?? '*/*').filter(({ value }) => value.includes('/')));
  if (!header) return offered[0];
  const full = offered.map((name) => (name.includes('/') ? name : lookup(name)));
  const [found] = best(parse(header), full.filter(Boolean), weighType);
  return found ? offered[full.indexOf(found)] : false;
}

// encodings: identity is wanted least, unless the header speaks of it.
function encodings(header, offered) {
  const wishes = parse(header ?? '');
  if (!wishes.some((wish) => weighName(wish, 'identity') !== undefined)) {
    wishes.push({ value: 'identity', q: Math.min(1, ...wishes.map(({ q }) => q || 1)), order: wishes.length });
  }
  return offered.length === 0 ? wished(wishes) : best(wishes, offered, weighName)[0] ?? false;
}

function charsets(header, offered) {
  const wishes = parse(header ?? '*');
  return offered.length === 0 ? wished(wishes) : best(wishes, offered, weighName)[0] ?? false;
}

function languages(header, offered) {
  const wishes = parse(header ?? '*');
  return offered.length === 0 ? wished(wishes) : best(wishes, offered, weighLanguage)[0] ?? false;
}

module.exports = { types, encodings, charsets, languages };
