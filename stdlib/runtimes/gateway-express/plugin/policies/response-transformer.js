'use strict';

const { schema, changes } = require('./request-transformer');

// response-transformer sets, then removes, headers of the answer just before it is sent, whoever wrote it.
module.exports = () => ({
  name: 'response-transformer',
  schema: schema('response-transformer'),
  policy: (params) => {
    const { set, remove } = changes(params.headers);
    return (req, res, next) => {
      const writeHead = res.writeHead;
      res.writeHead = function (...args) {
        for (const [name, value] of set) this.setHeader(name, value(req.egContext));
        for (const name of remove) this.removeHeader(name);
        return writeHead.apply(this, args);
      };
      next();
    };
  },
});
