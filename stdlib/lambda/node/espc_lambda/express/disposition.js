'use strict';

// disposition returns a file's name for every client (RFC 6266, appendix D).
function disposition(name) {
  const plain = name.replace(/[^\x20-\x7e\xa0-\xff]/g, '?').replace(/[^\x20-\x7e]/g, '?');
  const quoted = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(plain) ? plain : `"${plain.replace(/[\\"]/g, '\\$&')}"`;
  if (plain === name && !/%[0-9A-Fa-f]{2}/.test(name)) return `filename=${quoted}`;
  const escape = (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`;
  return `filename=${quoted}; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, escape)}`;
}

module.exports = { disposition };
