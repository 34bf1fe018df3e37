'use strict';

// Writes cross-origin headers where nothing before the function does: a REST API answers preflights, and passes on what a
// function answers as it is. ESPC_CORS has the rules by METHOD /resource: {origins, credentials}. As on every gateway, they
// overrule what the function says.

// apply returns an answer with the headers that its route's rule asks for.
function apply(event, answer, env) {
  const rule = typeof event.resource === 'string' && rulesOf(env)[`${event.httpMethod} ${event.resource}`];
  if (!rule) return answer;
  const any = rule.origins.includes('*');
  const kept = answer.headers.filter(([name]) => !['access-control-allow-origin', 'access-control-allow-credentials'].includes(name));
  const allowed = any ? '*' : rule.origins.find((each) => each === originOf(event));
  if (allowed) kept.push(['access-control-allow-origin', [allowed]]);
  if (rule.credentials) kept.push(['access-control-allow-credentials', ['true']]);
  return { ...answer, headers: any ? kept : varying(kept) };
}

let known = {};

function rulesOf({ ESPC_CORS: text = '{}' }) {
  if (known.text !== text) known = { text, rules: JSON.parse(text) };
  return known.rules;
}

function originOf(event) {
  const found = Object.entries(event.headers ?? {}).find(([name]) => name.toLowerCase() === 'origin');
  return found && found[1];
}

// varying says that the answer is another one for another origin.
function varying(headers) {
  const vary = headers.filter(([name]) => name === 'vary').flatMap(([, values]) => values);
  if (vary.some((value) => value.split(',').some((word) => ['*', 'origin'].includes(word.trim().toLowerCase())))) return headers;
  return [...headers.filter(([name]) => name !== 'vary'), ['vary', [['Origin', ...vary].join(', ')]]];
}

module.exports = { apply };
