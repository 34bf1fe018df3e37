'use strict';

// fresh reports whether what the client has is what a response would be (RFC 9110, 13).
function fresh(headers, res) {
  const since = headers['if-modified-since'];
  const none = headers['if-none-match'];
  if ((!since && !none) || /(?:^|,)\s*no-cache\s*(?:,|$)/.test(headers['cache-control'] ?? '')) return false;
  if (none) return none === '*' || matches(none, res.getHeader('ETag'));
  return Date.parse(res.getHeader('Last-Modified')) <= Date.parse(since);
}

function matches(none, etag) {
  const bare = (tag) => tag.trim().replace(/^W\//, '');
  return Boolean(etag) && none.split(',').some((tag) => bare(tag) === bare(etag));
}

module.exports = { fresh };
