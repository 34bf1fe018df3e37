'use strict';

const { publish, call } = require('espc');
const { told } = require('./lib/told');

exports.handler = async (req, res) => {
  switch (req.path) {
    case '/fails': throw new Error('a secret reason');
    case '/rejects': return Promise.reject(new Error('a secret reason'));
    case '/sleeps': return void setTimeout(() => res.send('too late'), 3000);
    case '/teapot': return void res.status(418).set('X-Pot', 'tea').cookie('a', '1').send('short');
    case '/empty': return void res.status(204).end();
    case '/moved': return void res.redirect(307, '/there');
    case '/env': return void res.json({ plain: process.env.PLAIN, secret: process.env.SECRET, node: process.version.split('.')[0] });
    case '/publish': return void res.json({ id: await publish(req.body.event, req.body.data, req.body.options) });
    case '/call': {
      const answer = await call(req.body.target, req.body.options);
      return void res.json({ status: answer.status, text: await answer.text() });
    }
    default: return void res.json(told(req));
  }
};
